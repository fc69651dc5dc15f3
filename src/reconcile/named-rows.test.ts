import { expect, it } from 'vitest'
import type { FirewallAnswer, FirewallRule } from '../model/firewall-answer.ts'
import { namedRow } from './named-rows.ts'

const rule = (handle: number) =>
  ({ handle, effect: 'accept', owner: 'nftables', table: 'ip t', chain: 'c', rule: 'x' }) as FirewallRule
const answer = (more: Partial<FirewallAnswer>): FirewallAnswer => ({
  ...{ from: 'anywhere', exceptFor: false, source: '192.0.2.1', ingress: 'eth0', verdict: 'accept', reason: null },
  ...{ leadsTo: null, decidedBy: null, trail: [], assumptions: [], ...more },
})
const [named, sentOn] = [rule(1), rule(2)]
const exposure = (more: Partial<FirewallAnswer>) =>
  namedRow(
    {
      ...{ address: '10.0.0.5', transport: 'tcp', port: 30080, firewall: [answer(more)] },
      ...{ isNamedBy: ({ handle }) => handle === 1, isSentOnBy: ({ handle }) => handle === 2 },
    },
    () => null,
  )?.exposure

it('is an unused rule where a rule that names the port lets it in, for those who pick no port of their own', () => {
  expect(exposure({ trail: [named] })).toBe('unused-rule')
  expect(exposure({ trail: [named], sourcePort: 67 })).toBeUndefined()
  expect(exposure({ trail: [sentOn] })).toBeUndefined()
  expect(exposure({ verdict: 'drop', trail: [named] })).toBeUndefined()
})

it('is forwarded where it is led elsewhere, whoever names it', () => {
  expect(exposure({ trail: [sentOn], leadsTo: { address: '10.244.0.2', port: 8080 } })).toBe('forwarded')
})

it('is unknown where that cannot be told behind a rule that names it', () => {
  expect(exposure({ verdict: 'unknown', trail: [sentOn] })).toBe('unknown')
  expect(exposure({ verdict: 'unknown', trail: [] })).toBeUndefined()
})
