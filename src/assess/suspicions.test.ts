import { describe, expect, it } from 'vitest'
import type { Listener } from '../model/listener.ts'
import { suspicionsOf } from './suspicions.ts'

const sound = { deleted: false, worldWritable: false, package: 'x', outsidePackage: false }
const of = (port: number, more: Partial<Listener> = {}) =>
  suspicionsOf({
    transport: 'tcp',
    port,
    listener: { executable: '/usr/sbin/x', executableFacts: sound, ...more } as Listener,
  })

describe('what is worth a second look', () => {
  it('is nothing about a program of a package on a port of its own', () => {
    expect(of(22)).toEqual([])
    expect(of(22, { executable: null, executableFacts: null })).toEqual([])
  })

  it.each([
    [{ executableFacts: { ...sound, deleted: true } }, /gone from the disk/],
    [{ executableFacts: { ...sound, worldWritable: true } }, /everybody may write/],
    [{ executableFacts: { ...sound, outsidePackage: true } }, /belongs to no package/],
    [{ executable: '/tmp/x' }, /lies in \/tmp$/],
    [{ executable: '/home/ann/bin/x' }, /lies in \/home\/ann$/],
    [{ executable: '/root/x' }, /lies in \/root$/],
  ] as const)('%j', (more, expected) => {
    expect(of(22, more)).toEqual([expect.stringMatching(expected)])
  })

  it('is a port that a known backdoor takes, with its source', () => {
    expect(of(6200)).toEqual(['the port is known from the backdoor of vsftpd 2.3.4 (CVE-2011-2523)'])
  })

  it('is nothing where nobody listens', () => {
    expect(suspicionsOf({ transport: 'tcp', port: 6200, listener: null })).toEqual([])
  })
})
