import { parseAddress } from '../lib/address.ts'
import { count } from '../lib/text.ts'
import { networkInterval } from './firewalls/rule-model.ts'
import type { Situation } from './situation.ts'

/** More than these are not named one by one. */
const mostNamed = 5

/** Addresses of who is connected from another machine, each once. */
export function remotePeers({ peers }: Pick<Situation, 'peers'>): readonly string[] {
  return [
    ...new Set(
      peers.filter((peer) => !isLocal(peer.address) && peer.address !== peer.local).map(({ address }) => address),
    ),
  ]
}

export function isLocal(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}

/** Whether an address is in a network: `10.0.0.0/8`. */
export function isWithin(address: string, network: string): boolean {
  const parsed = parseAddress(address)
  const family = network.includes(':') ? 6 : 4
  if (parsed === undefined || parsed.family !== family) return false
  const [first, last] = networkInterval(network)
  return parsed.value >= first && parsed.value <= last
}

/** What is to be known of who would be cut off. */
export function cutsSentence(situation: Situation, addresses: readonly string[]): string[] {
  const others = [...unseenSentence(situation), ...sshSentence(situation)]
  if (addresses.length === 0) return others
  const named = addresses.slice(0, mostNamed).join(', ')
  const more = addresses.length > mostNamed ? ` and ${count(addresses.length - mostNamed, 'other')}` : ''
  return [`connected now and cut off: ${named}${more}`, ...others]
}

const sshServers: ReadonlySet<string> = new Set(['sshd', 'dropbear', 'dropbearmulti'])

function sshSentence({ listener }: Situation): string[] {
  return sshServers.has(listener?.process ?? '')
    ? ['new SSH sessions come by this port: have another way in first, such as a console']
    : []
}

/** Of datagrams and of what is forwarded no socket of this machine tells who sends them. */
function unseenSentence({ endpoint, published, openings }: Situation): string[] {
  if (endpoint.transport === 'udp') return ['who uses it does not show as connected']
  const isLed = published !== null || openings?.some(({ leadsTo }) => leadsTo !== null) === true
  return isLed ? ['who is connected by way of the rule that leads it elsewhere does not show here'] : []
}
