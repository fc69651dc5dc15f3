// decodes foreign bytes
import { KeptChange, Looks, Progress } from '../../model/change.ts'

/** Longer than what any plan makes. */
const longest = 4 * 1024 * 1024

/** Null for what is no such text. Never throws. */
export function decodeKeptChange(text: string): KeptChange | null {
  return decode(text, KeptChange)
}

/** Null for what is no such text. Never throws. */
export function decodeProgress(text: string): Progress | null {
  return decode(text, Progress)
}

/** Null for what is no such text. Never throws. */
export function decodeLooks(text: string): Looks | null {
  return decode(text, Looks)
}

function decode<Value>(
  text: string,
  schema: { safeParse(value: unknown): { data?: Value | undefined } },
): Value | null {
  if (text.length > longest) return null
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
