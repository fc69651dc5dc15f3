import { describe, expect, it } from 'vitest'
import { formatAddress } from '../lib/address.ts'
import { UsageError } from '../lib/errors.ts'
import { AddressSet } from './address-set.ts'
import type { Zones } from './ipv6-word.ts'
import { targetWord } from './target-word.ts'

const zones: Zones = { names: ['lo', 'eth0'], nameOf: (zone) => ({ lo: 'lo', eth0: 'eth0', 2: 'eth0' })[zone] }

function read(text: string): string {
  const target = targetWord({ text, place: 'target 1' }, zones)
  if (target.kind !== 'ranges') return target.kind === 'name' ? `name ${target.name}` : 'self'
  return AddressSet.of(target.ranges)
    .ranges()
    .map(({ family, first, last, zone }) => {
      const ends = [...new Set([formatAddress(family, first), formatAddress(family, last)])]
      return ends.join('–') + (zone === undefined ? '' : `%${zone}`)
    })
    .join(' ')
}

describe('means', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['10.0.0.0/24', '10.0.0.0–10.0.0.255'],
    ['10.0.0.77/24', '10.0.0.0–10.0.0.255'],
    ['10.0.0.77/32', '10.0.0.77'],
    ['10.0.0.77/0', '0.0.0.0–255.255.255.255'],
    ['10.0.0.1-50', '10.0.0.1–10.0.0.50'],
    ['10.0.0.1-10.0.1.50', '10.0.0.1–10.0.1.50'],
    ['10.0.0-3.*', '10.0.0.0–10.0.3.255'],
    ['10.0-1.0-1.7', '10.0.0.7 10.0.1.7 10.1.0.7 10.1.1.7'],
    ['10.0.0.1,3,5-7,6-9', '10.0.0.1 10.0.0.3 10.0.0.5–10.0.0.9'],
    ['10.0.0.-', '10.0.0.0–10.0.0.255'],
    ['10.0.0.-9', '10.0.0.0–10.0.0.9'],
    ['10.0.0.250-', '10.0.0.250–10.0.0.255'],
    ['0-255.0-255.0-255.0-255', '0.0.0.0–255.255.255.255'],
    ['1-2.*.*.*', '1.0.0.0–2.255.255.255'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:db8::ff/120', '2001:db8::–2001:db8::ff'],
    ['2001:db8::1-2001:db8::ff', '2001:db8::1–2001:db8::ff'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.0/120', '10.0.0.0–10.0.0.255'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['fe80::1%2', 'fe80::1%eth0'],
    ['fe80::%eth0/120', 'fe80::–fe80::ff%eth0'],
    ['fe80::1-fe80::3%eth0', 'fe80::1–fe80::3%eth0'],
    ['fe80::1%eth0-fe80::3', 'fe80::1–fe80::3%eth0'],
    ['self', 'self'],
    ['localhost', 'name localhost'],
    ['Example.COM.', 'name example.com'],
    ['bücher.example', 'name xn--bcher-kva.example'],
    ['10-0-0-1.example', 'name 10-0-0-1.example'],
    ['_dmarc.example', 'name _dmarc.example'],
    ['db-1', 'name db-1'],
  ])('%s → %s', (text, meaning) => {
    expect(read(text)).toBe(meaning)
  })
})

describe('refuses in one line', () => {
  it.each([
    ['', 'an empty word; name an address, network, range or host'],
    ['10.0.0.300', '300 is no octet (0–255)'],
    ['10.0.0.1-300', '300 is no octet (0–255)'],
    ['10.0.0.5-1', 'the range 5-1 runs backwards'],
    ['10.0.0.5-10.0.0.1', 'the range runs backwards'],
    ['010.0.0.1', '010 could be octal; write it without the leading zero'],
    ['10.0.01.0/24', '01 could be octal; write it without the leading zero'],
    ['10.1', 'an IPv4 address has four octets (10.0.0.1), this has 2'],
    ['5', 'an IPv4 address has four octets (10.0.0.1), this has 1'],
    ['*-*', 'an IPv4 address has four octets (10.0.0.1), this has 1'],
    ['1.2.3.4.5', 'an IPv4 address has four octets (10.0.0.1), this has 5'],
    ['10.0..1', 'an octet is missing'],
    ['10.0.0.*5', '*5 is no octet (0–255)'],
    ['10.0.0.1-2-3', '2-3 is no octet (0–255)'],
    ['*.*.*.1', 'this spells 16,777,216 separate ranges; a word may spell 65,536'],
    ['10.0.0.0/33', '"/33" is no prefix length (/0–/32)'],
    ['10.0.0.0/', '"/" is no prefix length (/0–/32)'],
    ['10.0.0.0/08', '"/08" is no prefix length (/0–/32)'],
    ['10.0.0.0/24/8', '"/24/8" is no prefix length (/0–/32)'],
    ['10.0.0.0/255.255.255.0', 'write the netmask as a prefix length: /24'],
    ['10.0.*.0/24', 'only a single address goes here, no octet ranges'],
    ['10.0.0.1:80', 'a port goes with -p, not behind the host'],
    ['localhost:80', 'a port goes with -p, not behind the host'],
    ['0x7f.0.0.1', 'no address (four decimal octets, 10.0.0.1), and no host name ends in a number'],
    ['example.0x1', 'no address (four decimal octets, 10.0.0.1), and no host name ends in a number'],
    ['１０.１', 'no address (four decimal octets, 10.0.0.1), and no host name ends in a number'],
    ['https://user@example.com/', 'a URL; name the host alone: example.com'],
    ['http://example.com/x', 'a URL; name the host alone: example.com'],
    ['example.com/24', 'a prefix length goes with an address, not with a host name'],
    ['ü.example/etc', 'neither an address nor a host name'],
    ['a..b', 'no host name: nothing between two dots'],
    ['-x', 'neither an address nor a host name ("-x")'],
    ['a b', 'neither an address nor a host name ("a b")'],
    ['a'.repeat(64), `neither an address nor a host name ("${'a'.repeat(59)}…")`],
    ['[::1]', 'write an IPv6 address without brackets, and ports with -p'],
    ['[::1]:80', 'write an IPv6 address without brackets, and ports with -p'],
    ['00:11:22:33:44:55', 'a hardware (MAC) address, not an IP address'],
    ['2001:db8::/129', '"/129" is no prefix length (/0–/128)'],
    ['2001:db8::1::', 'no IPv6 address'],
    ['2001:db8::5-2001:db8::1', 'the range runs backwards'],
    ['fe80::1', 'a link-local address needs its interface, as in fe80::1%eth0; interfaces here: lo, eth0'],
    ['fe80::/64', 'a link-local address needs its interface, as in fe80::%eth0; interfaces here: lo, eth0'],
    ['fe80::1%wlan9', 'no interface "wlan9"; interfaces here: lo, eth0'],
    ['2001:db8::1%eth0', 'only link-local addresses (fe80::/10) take a zone'],
    ['fe80::1%eth0-fe80::3%lo', 'both ends of a range are in one zone'],
  ])('%s: %s', (text, problem) => {
    const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text
    expect(() => read(text)).toThrow(new UsageError(`target 1 "${shown}": ${problem}`))
  })

  it('a megabyte, without echoing it', () => {
    expect(() => read('x'.repeat(2 ** 20))).toThrow(/: 1,048,576 characters; a target has at most 1,024$/)
  })

  it('and shows hostile characters escaped', () => {
    expect(() => read('a\u001b[31m\u202e"\n')).toThrow(/^target 1 "a\\x1b\[31m\\u\{202e\}"\\n": /)
  })
})
