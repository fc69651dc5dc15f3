import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { portsInCategory } from '../knowledge/lookup.ts'
import type { Service } from '../model/service.ts'
import { madeUpService, madeUpTls } from '../model/test-service.ts'
import { binds, type Category, categories, type Transport, transports } from '../model/unions.ts'
import { classify, type Evidence } from './classify.ts'
import { rules } from './rules.ts'

function speaks(protocol: string, more: Partial<Service> = {}): Service {
  return madeUpService(protocol, { confidence: 0.9, ...more })
}

function on(port: number, more: Partial<Evidence> = {}): Evidence {
  return { transport: 'tcp', port, service: null, ...more }
}

describe('by what really speaks', () => {
  it.each<[string, Evidence, Category, string]>([
    ['redis on its port', on(6379, { service: speaks('redis') }), 'risky', 'redis is risky: '],
    ['redis elsewhere', on(7777, { service: speaks('redis') }), 'risky', '(speaks redis)'],
    ['SSH where redis is usual', on(6379, { service: speaks('ssh') }), 'administrative', '(speaks ssh)'],
    ['HTTP where SSH is usual', on(22, { service: speaks('http') }), 'normal', 'http is normal (speaks http)'],
    [
      'a product behind HTTP with the name of another protocol',
      on(60_123, { service: speaks('http', { product: 'Time Tracker' }) }),
      'normal',
      'http is normal (speaks http)',
    ],
    [
      'HTTP inside TLS',
      on(60_123, { service: speaks('http', { tls: madeUpTls() }) }),
      'normal',
      'https is normal (speaks http)',
    ],
    [
      'LDAP that is readable unless the client asks for TLS',
      on(389, { service: speaks('ldap', { tls: madeUpTls({ startTls: 'ldap' }) }) }),
      'risky',
      '(speaks ldap, with STARTTLS for who asks)',
    ],
    [
      'IMAP that takes no log-in before TLS',
      on(143, { service: speaks('imap', { tls: madeUpTls({ startTls: 'imap' }), facts: { loginDisabled: true } }) }),
      'normal',
      'imaps is normal (speaks imap, log-in only after STARTTLS)',
    ],
    [
      'a product behind HTTP',
      on(60_123, { service: speaks('http', { product: 'Grafana' }) }),
      'administrative',
      'as grafana',
    ],
    [
      'HTTP on the port of WinRM',
      on(5985, { service: speaks('http') }),
      'administrative',
      'it speaks http, which fits',
    ],
    [
      'another application on the port of Vault',
      on(8200, { service: speaks('http', { product: 'MiniDLNA', facts: { layer: 'application' } }) }),
      'normal',
      'http is normal (speaks http)',
    ],
    [
      'a debugger anywhere',
      on(60_123, { service: speaks('http', { product: 'Node.js inspector' }) }),
      'risky',
      'as node-inspector',
    ],
    [
      'a proxy, which is more than the HTTP that it speaks',
      on(3128, { service: speaks('http', { product: 'Squid', facts: { layer: 'server' } }) }),
      'administrative',
      'as http-proxy',
    ],
    [
      'the controller of a server on the port of the Web',
      on(443, { service: speaks('http', { product: 'iDRAC', tls: madeUpTls(), facts: { layer: 'device' } }) }),
      'administrative',
      'as bmc-console',
    ],
    [
      'the web pages of what has a protocol of its own',
      on(60_123, { service: speaks('http', { product: 'Zabbix', facts: { layer: 'application' } }) }),
      'normal',
      'http is normal (speaks http)',
    ],
    [
      'a device that the catalogue does not know',
      on(443, { service: speaks('http', { product: 'OpenWrt', tls: madeUpTls(), facts: { layer: 'device' } }) }),
      'administrative',
      'OpenWrt is administrative: ',
    ],
    [
      'Tomcat where a second web server is usual',
      on(8180, { service: speaks('http', { product: 'Apache Tomcat', facts: { layer: 'server' } }) }),
      'administrative',
      'http-alt is administrative',
    ],
    [
      'what may serve anything on the port of Vault',
      on(8200, { service: speaks('http', { product: 'nginx', facts: { layer: 'server' } }) }),
      'administrative',
      'it speaks http, which fits',
    ],
    [
      'the application of the port under a longer name',
      on(8222, { service: speaks('http', { product: 'NATS Server', facts: { layer: 'application' } }) }),
      'risky',
      'it speaks http, which fits',
    ],
    ['HTTP on the port of Docker', on(2375, { service: speaks('http') }), 'risky', 'it speaks http, which fits'],
    ['a stranger on a quiet port', on(60_123, { service: speaks('zorgl') }), 'other', 'speaks zorgl'],
    ['a stranger on a risky port', on(6379, { service: speaks('zorgl') }), 'risky', 'it speaks zorgl'],
  ])('%s', (_, evidence, category, reason) => {
    const judged = classify(evidence)
    expect(judged).toMatchObject({ category })
    expect(judged.reason).toContain(reason)
  })

  it('is not believed below a confidence of one half', () => {
    const judged = classify(on(6379, { service: speaks('ssh', { confidence: 0.4 }) }))
    expect(judged).toMatchObject({ category: 'risky', basis: 'port' })
  })

  it('keeps the name of the port apart from what speaks there', () => {
    expect(classify(on(6379, { service: speaks('ssh') }))).toMatchObject({ name: 'redis', basis: 'service' })
  })
})

describe('by the process that listens', () => {
  it.each<[string, Transport, number, string, string]>([
    ['redis-server', 'tcp', 7000, 'redis', 'held by redis-server'],
    ['sshd', 'tcp', 60_022, 'ssh', 'held by sshd'],
    ['dovecot', 'tcp', 993, 'imaps', 'held by dovecot'],
    ['named', 'tcp', 953, 'rndc', 'held by named'],
    ['named', 'udp', 5300, 'dns', 'held by named'],
    ['exim4', 'tcp', 60_025, 'smtp', 'held by exim4'],
    ['nginx', 'tcp', 60_080, 'http', 'held by nginx'],
  ])('%s on %s %i is %s', (process, transport, port, id, reason) => {
    const judged = classify({ transport, port, service: null, process })
    expect(judged).toMatchObject({ basis: 'process', entry: { id } })
    expect(judged.reason).toContain(reason)
  })

  it('comes after what really speaks', () => {
    expect(classify(on(7000, { service: speaks('ssh'), process: 'redis-server' }))).toMatchObject({
      entry: { id: 'ssh' },
    })
  })

  it('proves nothing for what runs or forwards anything', () => {
    for (const process of ['node', 'java', 'docker-proxy', 'systemd', 'haproxy', 'constructor', '__proto__', '']) {
      expect(classify(on(6379, { process }))).toMatchObject({ basis: 'port', entry: { id: 'redis' } })
    }
  })

  it('a web server may stand in front of anything, so a known port number says more', () => {
    expect(classify(on(9200, { process: 'nginx' }))).toMatchObject({ basis: 'port', entry: { id: 'elasticsearch' } })
  })
})

describe('by the port number only', () => {
  it('says so', () => {
    const judged = classify(on(6379))
    expect(judged).toMatchObject({ category: 'risky', basis: 'port', name: 'redis' })
    expect(judged.reason).toMatch(/^redis is risky: .+ \(by port number only\)$/)
  })

  it.each<[Transport, number, Category, RegExp]>([
    ['tcp', 22, 'administrative', /^ssh is administrative: /],
    ['tcp', 80, 'normal', /^http is normal \(by port number only\)$/],
    ['tcp', 4180, 'other', /^port 4180 is registered for httpx \(by port number only\)$/],
    ['tcp', 62_078, 'other', /^port 62078 is often iphone-sync: /],
    ['udp', 16_999, 'other', /^port 16999 is in a range that rtp uses \(by port number only\)$/],
    ['tcp', 49_240, 'other', /^port 49240 is in a range that glusterfs uses/],
    ['tcp', 49_160, 'other', /^port 49160 is in a range that glusterfs uses/],
    ['tcp', 65_534, 'other', /^dynamic range, no known use$/],
    ['tcp', 4, 'other', /^well-known range, no known use$/],
    ['tcp', 48_500, 'other', /^registered range, no known use$/],
  ])('%s %i is %s', (transport, port, category, reason) => {
    const judged = classify({ transport, port, service: null })
    expect(judged.category).toBe(category)
    expect(judged.reason).toMatch(reason)
  })
})

describe('bound to loopback only', () => {
  it('what is risky elsewhere is normal here', () => {
    for (const evidence of [on(6379), on(6379, { service: speaks('redis') }), on(7000, { process: 'redis-server' })]) {
      const judged = classify({ ...evidence, bind: 'loopback' })
      expect(judged).toMatchObject({
        category: 'normal',
        reason: 'redis is risky; bound to loopback',
        basis: 'bind',
        advice: null,
      })
    }
  })

  it('holds for no other bind', () => {
    for (const bind of ['all', 'interface', 'dual-stack', null] as const) {
      expect(classify(on(6379, { bind })).category).toBe('risky')
    }
  })

  it('changes nothing for what is not risky', () => {
    expect(classify(on(22, { bind: 'loopback' })).category).toBe('administrative')
    expect(classify(on(80, { bind: 'loopback' })).category).toBe('normal')
  })
})

describe('advice', () => {
  it('is one line for every risky and administrative port', () => {
    for (const transport of transports) {
      for (const category of ['risky', 'administrative'] as const) {
        for (const port of portsInCategory(category, transport)) {
          const judged = classify({ transport, port, service: null })
          expect(judged.category).toBe(category)
          expect(judged.advice).toMatch(/^.{10,120}$/)
        }
      }
    }
  })

  it('is none for the rest', () => {
    expect(classify(on(80)).advice).toBeNull()
    expect(classify(on(65_534)).advice).toBeNull()
  })
})

describe('whatever it is given', () => {
  it('gives every port of both transports a category and a reason', () => {
    for (const transport of transports) {
      for (let port = 0; port <= 65_535; port += 1) {
        const { category, reason } = classify({ transport, port, service: null })
        if (!categories.includes(category) || reason === '')
          expect.fail(`${port}/${transport}: ${category} "${reason}"`)
      }
    }
  })

  it('neither throws nor writes at length, whatever a peer says', () => {
    const long = fc.string({ unit: 'binary', maxLength: 2000 })
    const protocol = fc.oneof(long, fc.constantFrom('http', 'tls', '__proto__', 'constructor', 'redis', ''))
    const service = fc
      .record({
        protocol,
        product: fc.option(long),
        tls: fc.constantFrom(null, madeUpTls()),
        confidence: fc.oneof(fc.double({ min: 0, max: 1 }), fc.constant(Number.NaN)),
      })
      .map((said) => madeUpService(said.protocol, said))
    const evidence = fc.record({
      transport: fc.constantFrom(...transports),
      port: fc.nat({ max: 65_535 }),
      service: fc.option(service),
      bind: fc.option(fc.constantFrom(...binds)),
      process: fc.option(long),
    })
    fc.assert(
      fc.property(evidence, (given) => {
        const { category, reason } = classify(given)
        expect(categories).toContain(category)
        expect(reason.length).toBeGreaterThan(0)
        expect(reason.length).toBeLessThan(400)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the rules', () => {
  it('have ids of their own, and the last one always decides', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
    expect(rules.at(-1)?.decide(on(1))).not.toBeNull()
  })
})
