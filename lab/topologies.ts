import type { Host } from './host.ts'
import type { Lab } from './lab.ts'

export interface Pair {
  readonly client: Host
  readonly server: Host
}

/** Two hosts on one link: client 10.9.0.1 and fd09::1, server 10.9.0.2 and fd09::2. */
export async function pair(lab: Lab): Promise<Pair> {
  const client = await lab.host('client')
  const server = await lab.host('server')
  await lab.link(client, server, { a: ['10.9.0.1/24', 'fd09::1/64'], b: ['10.9.0.2/24', 'fd09::2/64'] })
  return { client, server }
}

/**
 * Two hosts with a router between them: client 10.8.0.2 and fd08::2, server 10.9.0.2 and fd09::2;
 * the router has .1 and ::1 on each side. `networks` lie behind the server too (see `Host.anyip`).
 */
export async function routed(lab: Lab, networks: readonly string[] = []): Promise<Pair & { readonly router: Host }> {
  const client = await lab.host('client')
  const router = await lab.router()
  const server = await lab.host('server')
  await lab.link(client, router, { a: ['10.8.0.2/24', 'fd08::2/64'], b: ['10.8.0.1/24', 'fd08::1/64'] })
  await lab.link(router, server, { a: ['10.9.0.1/24', 'fd09::1/64'], b: ['10.9.0.2/24', 'fd09::2/64'] })
  await client.route('default', '10.8.0.1')
  await client.route('default', 'fd08::1')
  await server.route('default', '10.9.0.1')
  await server.route('default', 'fd09::1')
  for (const network of networks) {
    await router.route(network, network.includes(':') ? 'fd09::2' : '10.9.0.2')
    await server.anyip(network)
  }
  return { client, router, server }
}
