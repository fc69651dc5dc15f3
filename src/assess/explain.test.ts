import { describe, expect, it } from 'vitest'
import { UsageError } from '../lib/errors.ts'
import { Explanation } from '../model/explanation.ts'
import { transports } from '../model/unions.ts'
import { explain, explainPort } from './explain.ts'

const short = (word: string) => explain(word).map(({ port, transport }) => `${port}/${transport}`)

describe('explain', () => {
  it('tells all about a port', () => {
    const [smb] = explain('445')
    expect(smb).toMatchObject({
      transport: 'tcp',
      port: 445,
      name: 'smb',
      registeredName: 'microsoft-ds',
      category: 'risky',
    })
    expect(smb?.incidents.map(({ name }) => name)).toContain('WannaCry')
    expect(smb?.secure.length).toBeGreaterThan(1)
    expect(smb?.sources.at(-1)).toContain('IANA')
    expect(smb?.popularityRank).toBeLessThanOrEqual(20)
  })

  it('takes a transport', () => {
    expect(short('445/udp')).toEqual(['445/udp'])
    expect(short('53/TCP')).toEqual(['53/tcp'])
  })

  it('puts the transport first that more is known of', () => {
    expect(short('161')[0]).toBe('161/udp')
    expect(short('51820')[0]).toBe('51820/udp')
    expect(short('22')[0]).toBe('22/tcp')
  })

  it('leaves UDP out when nothing is known of it', () => expect(short('65534')).toEqual(['65534/tcp']))

  it('takes names in any case, globs, and names with a transport', () => {
    expect(short('redis')[0]).toBe('6379/tcp')
    expect(short('REDIS')[0]).toBe('6379/tcp')
    expect(short('dns')).toEqual(expect.arrayContaining(['53/tcp', '53/udp']))
    expect(short('domain')).toContain('53/tcp')
    expect(short('http*')).toEqual(expect.arrayContaining(['80/tcp', '443/tcp', '8080/tcp']))
    expect(short('dns/udp')).toContain('53/udp')
    expect(short('dns/udp').every((port) => port.endsWith('/udp'))).toBe(true)
  })

  it('keeps a list short that nobody would read', () => expect(explain('*').length).toBe(256))

  it.each([
    ['70000', /70000.*0 to 65535/],
    ['445/sctp', /tcp or udp, not "sctp"/],
    ['redsi', /did you mean .*redis/],
    ['', /no port or service/],
    ['-1', /no port or service/],
    [`${'9'.repeat(400)}`, /no port/],
    ['\u001b[31mred\u202e', /no port or service/],
  ])('refuses %j with one line', (word, line) => {
    expect(() => explain(word)).toThrow(UsageError)
    expect(() => explain(word)).toThrow(line)
    try {
      explain(word)
    } catch (error) {
      expect((error as Error).message).not.toMatch(/\p{Cc}|\p{Cf}/u)
      expect((error as Error).message.length).toBeLessThan(250)
    }
  })
})

describe('explainPort', () => {
  it('keeps to its schema for every kind of port', () => {
    for (const transport of transports) {
      for (let port = 0; port <= 65_535; port += 17) {
        const result = Explanation.safeParse(explainPort(transport, port))
        if (!result.success) expect.fail(`${port}/${transport}: ${result.error.message}`)
      }
    }
  })

  it('says which first datagrams are known', () => {
    expect(explainPort('tcp', 53).payloads).toEqual([])
    expect(explainPort('udp', 53).payloads).toContain('dns')
  })
})
