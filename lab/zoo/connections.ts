import type { Host } from '../host.ts'

/** Counts connections to each of a host's TCP ports, where they arrive. */
export async function countConnections(server: Host): Promise<void> {
  await server.nft(`table inet count {
    set asked { type inet_service; size 65535; flags dynamic; counter; }
    chain input {
      type filter hook input priority -10;
      iif eth0 tcp flags & (syn | ack) == syn update @asked { tcp dport }
    }
  }
`)
}

/** Connections by port since the last time, for the next to begin at none. */
export async function takeCounts(server: Host): Promise<ReadonlyMap<number, number>> {
  const { stdout } = await server.exec('nft', ['-j', 'list', 'set', 'inet', 'count', 'asked'])
  await server.exec('nft', ['flush', 'set', 'inet', 'count', 'asked'])
  const { nftables } = JSON.parse(stdout) as { nftables: { set?: { elem?: readonly Element[] } }[] }
  const elements = nftables.flatMap(({ set }) => set?.elem ?? [])
  return new Map(elements.map(({ elem: { val, counter } }) => [val, counter.packets]))
}

interface Element {
  readonly elem: { readonly val: number; readonly counter: { readonly packets: number } }
}
