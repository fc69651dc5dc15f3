import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nobodyIn, otherUser } from './target-user.ts'

const isNoRoot = (id: number) => Number.isInteger(id) && id > 0 && id < 2 ** 32 - 1

test('any environment: never throws, never root', () => {
  const values = fc.oneof(fc.string(), fc.constantFrom('0', '00', '-1', '4294967295', '4294967296', '1e3', '1000'))
  fc.assert(
    fc.property(values, values, (uid, gid) => {
      const user = otherUser({ SUDO_UID: uid, SUDO_GID: gid })
      expect(isNoRoot(user.uid) && isNoRoot(user.gid)).toBe(true)
    }),
  )
})

test('any passwd: never throws, never root', () => {
  const lines = fc.array(fc.oneof(fc.string(), fc.constantFrom('nobody:x:0:0::/:', 'nobody:x:99:99::/:', 'nobody')))
  fc.assert(
    fc.property(lines, (texts) => {
      const user = nobodyIn(texts.join('\n'))
      expect(isNoRoot(user.uid) && isNoRoot(user.gid)).toBe(true)
    }),
  )
})

test('whoever called sudo, else nobody as /etc/passwd has it', () => {
  expect(otherUser({ SUDO_UID: '1000', SUDO_GID: '100' })).toEqual({ uid: 1000, gid: 100 })
  expect(nobodyIn('root:x:0:0:root:/root:/bin/sh\nnobody:x:99:98:nobody:/:/sbin/nologin\n')).toEqual({
    uid: 99,
    gid: 98,
  })
  expect(nobodyIn('')).toEqual({ uid: 65_534, gid: 65_534 })
})
