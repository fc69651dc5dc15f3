import { describe, expect, it } from 'vitest'
import { transports } from '../model/unions.ts'
import { specificEntries } from './catalogue-index.ts'
import { plainName, plainNames } from './overlay.ts'
import { registered } from './registry.ts'

describe.each(transports)('plain names of %s ports', (transport) => {
  const names = [...plainNames(transport)]

  it('are short words for real ports, each with who uses it', () => {
    for (const [port, name] of names) {
      expect(port).toBeGreaterThan(0)
      expect(port).toBeLessThanOrEqual(65_535)
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(plainName(transport, port)?.description).not.toBe('')
    }
  })

  it('name no port twice', () => expect(new Set(names.map(([port]) => port)).size).toBe(names.length))

  it('are needed: the official name is missing or another one', () => {
    const idle = names.filter(([port, name]) => registered(transport, port)?.name === name)
    expect(idle).toEqual([])
  })

  it('are needed: the catalogue does not describe the port', () => {
    const described = names.filter(([port]) => specificEntries(transport, port).length > 0)
    expect(described, 'take them out of overlay.ts').toEqual([])
  })
})

it('has nothing for other ports', () => expect(plainName('tcp', 22)).toBeNull())
