// decodes foreign bytes
import { formatAddress, parseAddress } from '../../lib/address.ts'

/** A table of more lines is of a router of the whole Internet; its own addresses come first. */
const mostLines = 100_000

/**
 * The addresses of a network namespace, as /proc/<pid>/net/fib_trie says (net/ipv4/fib_trie.c, fib_trie_seq_show): a line with the address is
 * followed by one with its prefix length, scope and type. Loopback is left out.
 */
export function decodeFibTrie(text: string): string[] {
  const found = new Set<string>()
  let last = ''
  for (const line of text.split('\n', mostLines)) {
    const leaf = /^ *\|-- (\d{1,3}(?:\.\d{1,3}){3})$/.exec(line)
    if (leaf !== null) last = leaf[1]!
    else if (/^ *\/32 host LOCAL$/.test(line) && !last.startsWith('127.') && parseAddress(last) !== undefined)
      found.add(last)
  }
  return [...found]
}

/** The same from /proc/<pid>/net/if_inet6 (net/ipv6/addrconf.c, if6_seq_show): address, index, prefix length, scope, flags, device. */
export function decodeIfInet6(text: string): string[] {
  return text.split('\n', mostLines).flatMap((line) => {
    const [, digits, scope] =
      /^([0-9a-f]{32}) [0-9a-f]{1,8} [0-9a-f]{2} ([0-9a-f]{2}) [0-9a-f]{1,8} +\S{1,15}$/.exec(line) ?? []
    // IPV6_ADDR_LINKLOCAL 0x20 needs a zone, IPV6_ADDR_LOOPBACK 0x10 is nobody else's (include/net/ipv6.h).
    return digits === undefined || scope === '20' || scope === '10' ? [] : [formatAddress(6, BigInt(`0x${digits}`))]
  })
}
