import { describe, expect, it } from 'vitest'
import { entryForService } from '../knowledge/lookup.ts'
import { entryForProcess, isWebServer, protocolsByProcess } from './processes.ts'

describe('the table of daemons', () => {
  it('names only protocols that the catalogue knows', () => {
    const unknown = [...protocolsByProcess].flatMap(([process, protocols]) =>
      protocols.filter((protocol) => entryForService(protocol) === null).map((protocol) => `${process}: ${protocol}`),
    )
    expect(unknown).toEqual([])
  })

  it('spells names as the kernel does, in at most 15 bytes', () => {
    expect([...protocolsByProcess.keys()].filter((name) => name.length > 15)).toEqual([])
  })
})

describe('entryForProcess', () => {
  it('prefers, of what the daemon speaks, what is usual on the port', () => {
    expect(entryForProcess('dovecot', 'tcp', 110)?.id).toBe('pop3')
    expect(entryForProcess('dovecot', 'tcp', 60_000)?.id).toBe('imap')
  })

  it('sees through a version at the end of the name', () => {
    expect(entryForProcess('exim4', 'tcp', 25)?.id).toBe('smtp')
    expect(isWebServer('apache2')).toBe(true)
  })

  it('says nothing of strangers, however long their names', () => {
    expect(entryForProcess('1'.repeat(1_000_000), 'tcp', 22)).toBeNull()
    expect(isWebServer('node')).toBe(false)
  })
})
