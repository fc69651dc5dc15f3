// decodes foreign bytes

/**
 * Text of a peer that came as a character for each byte, as people read it: most peers write UTF-8, a character of which may have been cut
 * off at the end. What is no UTF-8 stays as it is, Latin-1; so does what has been decoded before.
 */
export function readable(text: string): string {
  if (!/[\x80-\xff]/.test(text) || /[\u0100-\uffff]/.test(text)) return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'), { stream: true })
  } catch {
    return text
  }
}
