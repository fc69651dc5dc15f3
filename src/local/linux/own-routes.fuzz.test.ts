import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAddress } from '../../lib/address.ts'
import { decodeFibTrie, decodeIfInet6 } from './own-routes.ts'

const trie = `Main:
  +-- 0.0.0.0/0 3 0 4
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 127.0.0.0/8 2 0 2
        |-- 127.0.0.1
           /32 host LOCAL
     +-- 172.17.0.0/16 2 0 2
        |-- 172.17.0.0
           /16 link UNICAST
        |-- 172.17.0.2
           /32 host LOCAL
        |-- 172.17.255.255
           /32 link BROADCAST
`
const inet6 = `00000000000000000000000000000001 01 80 10 80       lo
fe800000000000000042acfffe110002 02 40 20 80     eth0
fd000000000000000000000000000002 02 40 00 80     eth0
`

test('what the kernel writes', () => {
  expect(decodeFibTrie(trie)).toEqual(['172.17.0.2'])
  expect(decodeIfInet6(inet6)).toEqual(['fd00::2'])
})

test.each([
  ['fib_trie', trie, decodeFibTrie],
  ['if_inet6', inet6, decodeIfInet6],
] as const)('%s: any text, and a genuine one cut or changed anywhere', (_, genuine, decode) => {
  const check = (text: string) => {
    for (const address of decode(text)) expect(parseAddress(address)).toBeDefined()
  }
  fc.assert(fc.property(fc.string({ maxLength: 400, unit: 'binary' }), check))
  fc.assert(
    fc.property(fc.nat(genuine.length), fc.nat(genuine.length), fc.string({ maxLength: 20 }), (at, to, foreign) =>
      check(genuine.slice(0, at) + foreign + genuine.slice(to)),
    ),
  )
  check(genuine.repeat(2000))
})
