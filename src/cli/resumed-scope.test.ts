import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AddressRange } from '../targets/types.ts'
import { refuseOutOfScope } from './resumed-scope.ts'

const id = '20261122-061339-3fa8'
const range = (first: bigint, last = first, family: 4 | 6 = 4): AddressRange => ({ family, first, last })
const plan = (...addresses: AddressRange[]) => ({ space: { addresses, tcp: [{ first: 80, last: 80 }], udp: [] } })
const denied = 0x0a42_0005n

describe('the scope of a scan that is gone on with', () => {
  let directory = ''
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'portreeve-test-'))
    writeFileSync(join(directory, 'portreeve.yaml'), 'scope:\n  deny: [10.66.0.0/16]\n')
    writeFileSync(join(directory, 'other.yaml'), 'scope:\n  allow: [192.0.2.0/24]\n')
  })
  afterAll(() => rmSync(directory, { recursive: true }))

  it('is that of where it was begun, as it is now', async () => {
    await refuseOutOfScope(id, { directory }, plan(range(0x0a41_0000n, 0x0a41_ffffn)))
    await expect(refuseOutOfScope(id, { directory }, plan(range(0x0a41_0000n, denied)))).rejects.toThrow(
      `--resume "${id}": 10.66.0.0–10.66.0.5 is denied by the scope of "portreeve.yaml"; nothing was sent`,
    )
  })

  it('knows an address in its other form', async () => {
    await expect(refuseOutOfScope(id, { directory }, plan(range(0xffff_0a42_0005n, undefined, 6)))).rejects.toThrow(
      '10.66.0.5 is denied',
    )
  })

  it('is that of the file that was named, which must be there', async () => {
    const config = join(directory, 'other.yaml')
    await refuseOutOfScope(id, { directory, config }, plan(range(0xc000_0201n)))
    await expect(refuseOutOfScope(id, { directory, config }, plan(range(1n)))).rejects.toThrow('outside the scope of')
    await expect(refuseOutOfScope(id, { config: join(directory, 'gone.yaml') }, plan(range(1n)))).rejects.toThrow(
      'there is no configuration file',
    )
  })
})
