// decodes foreign bytes

export type JsonObject = Readonly<Record<string, unknown>>

/** The object that a text is; null when it is none, or no JSON at all. Each latin1 character is one byte of UTF-8. */
export function jsonObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'latin1').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
  } catch {
    return null
  }
}
