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

  it.each([
    ['dockerd', 'tcp', 2377, 'docker-swarm'],
    ['dockerd', 'tcp', 2375, 'docker'],
    ['redis-server', 'tcp', 16_379, 'redis-cluster'],
    ['consul', 'udp', 8301, 'consul-cluster'],
    ['nats-server', 'tcp', 8222, 'nats-monitor'],
    ['mariadbd', 'tcp', 4567, 'galera'],
    ['transmission-da', 'tcp', 9091, 'transmission'],
    ['cups-browsed', 'udp', 631, 'cups-browsed'],
  ] as const)('knows the second port of %s, %s %i, from its first', (process, transport, port, id) => {
    expect(entryForProcess(process, transport, port)?.id).toBe(id)
  })

  it('says nothing of names that any program may have', () => {
    for (const name of ['master', 'server', 'main']) expect(entryForProcess(name, 'tcp', 25)).toBeNull()
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
