import { formatAddress } from '../../lib/address.ts'
import { isContainerDevice, isVpnDevice } from '../devices.ts'
import type { ClosingRule } from '../firewalls/closing-rule.ts'
import { networkInterval } from '../firewalls/rule-model.ts'
import { ruleFor, writeRule } from '../firewalls/write-rule.ts'
import { cutsSentence, isWithin, remotePeers } from '../peers.ts'
import type { Plan } from '../plan.ts'
import { defineRemedy, plan } from '../remedy.ts'
import type { Situation } from '../situation.ts'

/** More networks than these a machine seldom serves. */
const mostNetworks = 4

export default defineRemedy({
  order: 40,
  plans(situation) {
    const devices = [...new Set(situation.networks.map(({ device }) => device))].filter(isVpnDevice)
    const networks = situation.networks.filter(({ device }) => !isVpnDevice(device) && !isContainerDevice(device))
    return [
      ...devices.flatMap((device) => fromDevice(situation, device)),
      ...[...new Set(networks.map(({ network }) => baseOf(network)))]
        .slice(0, mostNetworks)
        .flatMap((network) => fromNetwork(situation, network)),
    ]
  },
})

/** `192.168.1.5/24` → `192.168.1.0/24`. */
function baseOf(network: string): string {
  const [, bits] = network.split('/')
  const [first] = networkInterval(network)
  return `${textOf(first, network.includes(':'))}/${bits}`
}

function fromDevice(situation: Situation, device: string): Plan[] {
  // Which device a connection came in by is not told: who is connected may be one of them.
  return restricted(situation, { device }, `vpn-${device}`, `by ${device}`, remotePeers(situation))
}

function fromNetwork(situation: Situation, network: string): Plan[] {
  const cuts = remotePeers(situation).filter((address) => !isWithin(address, network))
  return restricted(situation, { network }, `only-from-${network.replaceAll(/[/:.]/g, '-')}`, `from ${network}`, cuts)
}

function restricted(
  situation: Situation,
  except: { network: string } | { device: string },
  id: string,
  from: string,
  cuts: readonly string[],
): Plan[] {
  const rule = ruleFor(situation, except)
  const written = rule === null ? null : writeRule(situation, rule)
  if (rule === null || written === null) return []
  if ('network' in except && !servedBy(situation, rule).some((address) => isOfFamily(address, except.network)))
    return []
  const { name, where, closing } = written
  return [
    plan({
      id,
      alike: 'network' in except ? 'network' : 'device',
      title: `Let ${rule.transport} port ${rule.port} be reached ${from} only (${where})`,
      why: `For a service that others need, but not everybody. ${closing.keepWords}`,
      commands: closing.commands,
      toKeep: closing.toKeep,
      undo: closing.undo,
      applied: closing.applied,
      cuts,
      consequences: [
        ...cutsSentence(situation, cuts),
        `nobody reaches it but ${from} and from this machine itself${rule.address === null ? ', at whatever address' : ''}`,
        ...(name === 'ufw' ? [`what another rule keeps out ${from} is let in`] : []),
      ],
    }),
  ]
}

/** Where packets get to that the rule is about. */
function servedBy({ listener, others }: Situation, { address }: ClosingRule): readonly string[] {
  if (address !== null) return [address]
  return listener === null ? ['::'] : [listener, ...others].map((each) => each.address)
}

/** `::` may have both families. */
function isOfFamily(address: string, network: string): boolean {
  return address === '::' || address.includes(':') === network.includes(':')
}

function textOf(value: bigint, isIpv6: boolean): string {
  return formatAddress(isIpv6 ? 6 : 4, value)
}
