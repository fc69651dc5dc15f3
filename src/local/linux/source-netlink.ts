import { type NetlinkSocket, openNetlink } from '../../libc/netlink.ts'
import { deviceNameOf } from '../../libc/netlink-device.ts'
import { inNetworkNamespace } from '../../libc/netns.ts'
import type { Transport } from '../../model/unions.ts'
import { DiagView, encodeRequest, messageType, netlinkProtocol, protocols } from './inet-diag.ts'
import type { BusySocket, EstablishedSocket, ListeningSocket, SocketSource } from './socket.ts'
import { busyState, busyTcpStates, states } from './tcp-states.ts'

/**
 * Asks the kernel through sock_diag(7), in our own network namespace or the one that a file stands for.
 * @throws SystemCallError: ENOENT when the kernel lacks inet_diag, EPERM when the namespace may not be entered
 */
export function openNetlinkSource(namespace?: string): SocketSource {
  const open = (): NetlinkSocket => openNetlink(netlinkProtocol)
  const netlink = namespace === undefined ? open() : inNetworkNamespace(namespace, open)
  return {
    id: 'netlink',
    tellsAll: true,
    listening: () => [...listening(netlink, 'tcp', states.listen), ...listening(netlink, 'udp', states.close)],
    established: (wanted) => established(netlink, wanted),
    busy: (wanted) => [
      ...busy(netlink, 'tcp', busyTcpStates, wanted),
      ...busy(netlink, 'udp', [states.established], wanted),
    ],
    deviceName: (index) => deviceNameOf(netlink.fd, index),
    close: () => netlink.close(),
  }
}

function listening(netlink: NetlinkSocket, transport: Transport, state: number): ListeningSocket[] {
  const sockets: ListeningSocket[] = []
  eachSocket(netlink, transport, [state], (view) => {
    sockets.push({
      transport,
      family: view.family,
      address: view.address,
      port: view.port,
      v6only: view.v6only,
      device: view.device,
      uid: view.uid,
      inode: view.inode,
      acceptQueue: transport === 'tcp' ? { waiting: view.receiveQueue, limit: view.sendQueue } : null,
    })
  })
  return sockets
}

function established(netlink: NetlinkSocket, wanted: ReadonlySet<number>): EstablishedSocket[] {
  const sockets: EstablishedSocket[] = []
  eachSocket(netlink, 'tcp', [states.established], (view) => {
    if (wanted.has(view.port)) sockets.push({ address: view.address, port: view.port, device: view.device })
  })
  return sockets
}

function busy(
  netlink: NetlinkSocket,
  transport: Transport,
  wantedStates: readonly number[],
  wanted: (port: number) => boolean,
): BusySocket[] {
  const sockets: BusySocket[] = []
  eachSocket(netlink, transport, wantedStates, (view) => {
    const state = busyState(view.state)
    if (state === null || !wanted(view.port)) return
    sockets.push({ transport, state, address: view.address, port: view.port, inode: view.inode })
  })
  return sockets
}

/** Shows each socket of either family to `take`; the view is valid for the moment only. */
function eachSocket(
  netlink: NetlinkSocket,
  transport: Transport,
  states: readonly number[],
  take: (view: DiagView) => void,
): void {
  const view = new DiagView()
  for (const family of [4, 6] as const) {
    netlink.dump(messageType, encodeRequest(family, protocols[transport], states), (bytes, start, end) => {
      if (view.at(bytes, start, end)) take(view)
    })
  }
}
