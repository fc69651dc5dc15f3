// decodes foreign bytes
import { formatAddress, parseAddress } from '../lib/address.ts'
import type { OutsideView, SeenOutside } from './seen.ts'

/** `192.0.2.5 22 open` a line, as our script for bash writes them. Never throws. */
export function decodeBashLines(text: string, vantage: string): OutsideView {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const seen = lines.flatMap((line): SeenOutside[] => {
    const [, words = '', port, state] = /^(\S{1,64}) (\d{1,5}) (open|closed|filtered)$/.exec(line) ?? []
    const address = parseAddress(words)
    if (address === undefined || !(Number(port) <= 65_535)) return []
    const at = { address: formatAddress(address.family, address.value), transport: 'tcp' as const, port: Number(port) }
    return [{ ...at, state: state as 'open' | 'closed' | 'filtered', vantage }]
  })
  return { seen, unread: lines.length - seen.length }
}
