import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodePasswd, userNames } from './users.ts'

test('any text gives names by number', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2000, unit: 'binary' }), (text) => {
      for (const [uid, name] of decodePasswd(text)) {
        expect(Number.isSafeInteger(uid) && name.length >= 1 && name.length <= 256).toBe(true)
      }
    }),
  )
})

test('cut off lines, huge lines and later names of one number are left out', () => {
  const passwd = `root:x:0:0:root:/root:/bin/bash\ntoor:x:0:0\nwww-data:x:33:33\ncut:x\n${'x'.repeat(1_000_000)}:x:5:\n`
  expect(decodePasswd(passwd)).toEqual(
    new Map([
      [0, 'root'],
      [33, 'www-data'],
    ]),
  )
})

test('a number without a name stays a number', () => {
  expect(userNames('/nonexistent')(4711)).toBe('4711')
})
