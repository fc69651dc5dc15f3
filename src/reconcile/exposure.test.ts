import { describe, expect, it } from 'vitest'
import { noLowPort } from '../firewall/judgement.ts'
import type { Reachable } from '../model/check-record.ts'
import type { FirewallAnswer, FirewallRule } from '../model/firewall-answer.ts'
import type { Listener } from '../model/listener.ts'
import { exposureOf } from './exposure.ts'

const listener = { address: '0.0.0.0', bind: 'all', interface: null, netns: null } as Listener

const rule = (words: string, more: Partial<FirewallRule> = {}): FirewallRule => ({
  ...{
    owner: 'nftables',
    table: 'inet filter',
    chain: 'input',
    rule: words,
    handle: 4,
    effect: 'accept',
    packets: null,
    changedWith: '',
  },
  ...more,
})

const answer = (
  from: string,
  verdict: FirewallAnswer['verdict'],
  more: Partial<FirewallAnswer> = {},
): FirewallAnswer => ({
  ...{ from, verdict, exceptFor: false, source: '192.0.2.1', ingress: 'eth0', reason: null },
  ...{ leadsTo: null, decidedBy: null, trail: [], assumptions: [], ...more },
})

const of = (
  firewall: readonly FirewallAnswer[] | null,
  more: Partial<Listener> | null = {},
  outside: readonly Reachable[] = [],
) =>
  exposureOf({ address: '10.0.0.5', listener: more && { ...listener, ...more }, selfState: 'open', firewall, outside })

const policy = rule('', { rule: null, effect: 'drop' })

describe('exposure of what listens on an address that others reach', () => {
  it('is exposed where one class of sources gets in, and says to whom', () => {
    const lan = answer('10.0.0.0/24 (eth0)', 'accept', { decidedBy: rule('tcp dport 22 accept') })
    const { exposure, why } = of([lan, answer('anywhere', 'drop', { decidedBy: policy })])
    expect([exposure, why]).toEqual([
      'exposed',
      'from anywhere: no (policy of inet filter input); from 10.0.0.0/24 (eth0): yes (nftables inet filter input: tcp dport 22 accept)',
    ])
  })

  it('is told in a word where all fare alike', () => {
    const { why } = of([answer('10.0.0.0/24 (eth0)', 'drop'), answer('anywhere', 'drop')])
    expect(why).toBe('from everywhere: no')
  })

  it('is exposed where only an exception gets in', () => {
    const admins = answer('203.0.113.7', 'accept', { exceptFor: true })
    const { exposure, why } = of([answer('anywhere', 'drop', { decidedBy: policy }), admins])
    expect([exposure, why.split('; ').at(-1)]).toEqual(['exposed', 'but from 203.0.113.7: yes (no rule stops it)'])
  })

  it('is limited where who gets in has to keep to a limit, in the words of the line that a person wrote', () => {
    const limit = rule('ufw rule 1: limit 22/tcp', { owner: 'ufw', effect: 'jump ufw-user-limit-accept' })
    const decidedBy = rule('-j ACCEPT', { owner: 'ufw', chain: 'ufw-user-limit-accept' })
    const few: Partial<FirewallAnswer> = { limited: true, assumptions: ['fewer than 6 such packets of each sender'] }
    expect(of([answer('anywhere', 'accept', { decidedBy, trail: [limit, decidedBy], ...few })]).why).toBe(
      'from anywhere: yes, limited (ufw rule 1: limit 22/tcp)',
    )
    expect(of([answer('anywhere', 'accept', { assumptions: [noLowPort] })]).why).toContain('yes (')
    expect(of([answer('anywhere', 'drop', few)]).why).toBe('from anywhere: no')
  })

  it('is blocked where nobody gets in, dropped or rejected', () => {
    expect(of([answer('anywhere', 'reject'), answer('private networks', 'drop')]).exposure).toBe('blocked')
  })

  it('is unknown, never blocked, where an answer cannot be told and nobody is known to get in', () => {
    const { exposure, why } = of([
      answer('anywhere', 'drop'),
      answer('private networks', 'unknown', { reason: 'xt bpf' }),
    ])
    expect(exposure).toBe('unknown')
    expect(why).toContain('from private networks: cannot be told (xt bpf)')
  })

  it('is forwarded where packets are led elsewhere, by the rule that leads them', () => {
    const leads = rule('-j DNAT', { owner: 'docker', chain: 'DOCKER', effect: 'destination changed' })
    const led = answer('anywhere', 'accept', {
      leadsTo: { address: '172.17.0.2', port: 5432 },
      trail: [leads],
      decidedBy: rule('x'),
    })
    const { exposure, why } = of([led])
    expect([exposure, why.split('; ').at(-1)]).toEqual([
      'forwarded',
      'from anywhere: led to 172.17.0.2:5432 (docker: -j DNAT)',
    ])
  })

  it('heeds only packets of the device that the socket is tied to', () => {
    const answers = [answer('anywhere', 'accept'), answer('10.8.0.0/24 (wg0)', 'drop', { ingress: 'wg0' })]
    expect(of(answers, { interface: 'wg0', bind: 'interface' }).exposure).toBe('blocked')
    expect(of(answers, { interface: 'wg1', bind: 'interface' }).exposure).toBe('unknown')
    expect(of(answers, { interface: 'lo', bind: 'loopback' }).exposure).toBe('local-only')
  })

  it('is unknown as long as the firewall was not judged', () => {
    expect(of(null)).toEqual({ exposure: 'unknown', why: 'listens on all IPv4 addresses; firewall not judged' })
  })

  it('is no exposure without a listener, whoever is let through', () => {
    expect(of([answer('anywhere', 'accept')], null).exposure).toBe('unknown')
  })
})

describe('what another vantage saw', () => {
  const open = [{ from: 'web', state: 'open' }] as const
  const [letIn, dropped] = [answer('anywhere', 'accept'), answer('anywhere', 'drop')]

  it('counts for more than the rules, and where they do not agree both are told', () => {
    const { exposure, why } = of([dropped], {}, open)
    expect([exposure, why]).toEqual(['exposed', 'from anywhere: no; and yet seen open from web'])
    expect(of([letIn], {}, open).why).toMatch(/; seen open from web$/)
  })

  it('says that something on the way stops it', () => {
    const { exposure, why } = of([letIn], {}, [{ from: 'web', state: 'filtered' }])
    expect(exposure).toBe('exposed')
    expect(why).toContain('seen filtered from web: something on the way stops it, or it is not let in from there')
  })

  it('is unexplained where nothing here explains it', () => {
    expect(of([dropped], null, open).exposure).toBe('unexplained')
    expect(of(null, null, open).exposure).toBe('unexplained')
    const led = answer('anywhere', 'accept', { leadsTo: { address: '172.17.0.2', port: 5432 } })
    expect(of([led], null, open).exposure).toBe('forwarded')
  })
})
