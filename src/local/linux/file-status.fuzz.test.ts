import { statSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeFileStatus, statusLength } from './file-status.ts'
import { ProcFs } from './proc-fs.ts'

test('any bytes give numbers in their ranges, too few give nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const status = decodeFileStatus(bytes)
      expect(status === null).toBe(bytes.length < statusLength)
      if (status === null) return
      for (const number of [status.links, status.uid]) expect(number >= 0 && number <= 0xffff_ffff).toBe(true)
      expect(status.mode >= 0 && status.mode <= 0xffff).toBe(true)
      expect(status.identity).toMatch(/^\d{1,10}:\d{1,10}:\d{1,20}$/)
    }),
  )
})

test('a genuine one cut off anywhere is none, and what follows it does not matter', () => {
  const bytes = new Uint8Array(statusLength).fill(7)
  for (let length = 0; length < statusLength; length++) expect(decodeFileStatus(bytes.subarray(0, length))).toBeNull()
  const huge = new Uint8Array(1_000_000).fill(7, 0, statusLength)
  expect(decodeFileStatus(huge)).toEqual(decodeFileStatus(bytes))
})

test('says what stat says', (context) => {
  if (process.platform !== 'linux') context.skip('needs /proc')
  const procFs = new ProcFs()
  const folder = procFs.openProcess(process.pid) ?? expect.unreachable('our own process')
  try {
    const { nlink, uid, mode, ino } = statSync(process.execPath)
    const status = procFs.status(folder, 'exe')
    expect(status).toMatchObject({ links: nlink, uid, mode })
    expect(status?.identity.endsWith(`:${ino}`)).toBe(true)
  } finally {
    procFs.close(folder)
  }
})
