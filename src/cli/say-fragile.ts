import { complain } from './terminal.ts'

/** Fragile endpoints that are named before they are asked. */
const mostNamed = 20

/** Names endpoints that may be harmed by what they are about to be asked. Who reads it may still break off. */
export function sayFragile(endpoints: readonly { readonly address: string; readonly port: number }[]): void {
  const words = endpoints
    .slice(0, mostNamed)
    .map(({ address, port }) => `${address.includes(':') ? `[${address}]` : address}:${port}`)
  const more = endpoints.length - words.length
  complain(`asking what may be harmed by it: ${words.join(', ')}${more > 0 ? ` and ${more} more` : ''}`)
}
