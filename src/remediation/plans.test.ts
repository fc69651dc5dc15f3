import { expect, test } from 'vitest'
import { plansFor } from './plans.ts'
import { redis, situation } from './test-situation.ts'

const ids = (given = situation) => plansFor(given).map(({ id }) => id)
const planned = (id: string, given = situation) => plansFor(given).find((plan) => plan.id === id)!

test('a service that nobody uses is best stopped, then bound, closed, restricted and replaced', () => {
  expect(ids()).toEqual([
    'stop-unit',
    'bind-loopback',
    'bind-address',
    'unit-local-packets',
    'close-in-nftables',
    'only-from-192-168-1-0-24',
    'replace-protocol',
  ])
  expect(planned('stop-unit').commands).toEqual([['systemctl', 'stop', '--', 'redis-server.service']])
  expect(planned('stop-unit').toKeep).toEqual([['systemctl', 'disable', '--', 'redis-server.service']])
})

test('what would start a unit again is stopped with it, and what stops with it starts again', () => {
  const along = ['shop.service', 'ssh.service']
  const units = { ...situation.units, triggers: ['redis-server.path'], along }
  const { commands, undo, consequences, applied } = planned('stop-unit', { ...situation, units })
  expect(commands).toEqual([['systemctl', 'stop', '--', 'redis-server.path', 'redis-server.service']])
  expect(undo[0]).toEqual(['systemctl', 'start', '--', 'redis-server.path', 'redis-server.service', ...along])
  expect(consequences).toContain('what needs it stops with it: shop.service, ssh.service')
  expect(applied?.effect).toMatchObject({ units: expect.arrayContaining(along) as unknown })
})

test('what cuts off who is connected comes after what does not, and names them', () => {
  const peers = [
    { address: '192.168.1.9', port: 40_000, local: '192.168.1.5' },
    { address: '127.0.0.1', port: 40_001, local: '127.0.0.1' },
  ]
  const used = { ...situation, peers }
  expect(ids(used)).toEqual([
    'bind-address',
    'only-from-192-168-1-0-24',
    'replace-protocol',
    'stop-unit',
    'bind-loopback',
    'unit-local-packets',
    'close-in-nftables',
  ])
  expect(planned('stop-unit', used).consequences[0]).toBe('connected now and cut off: 192.168.1.9')
})

test('a socket of systemd gets another address while it runs, and for good once it is confirmed', () => {
  const units = { ...situation.units, socket: 'redis.socket' }
  const { applied } = planned('socket-loopback', { ...situation, units })
  const text = '[Socket]\nListenStream=\nListenStream=127.0.0.1:6379\nListenStream=[::1]:6379\n'
  expect(applied?.change.apply[0]).toEqual({
    do: 'write',
    path: '/run/systemd/system/redis.socket.d/portreeve.conf',
    text,
  })
  expect(
    applied?.change.apply.slice(1).map((step) => (step.do === 'run' ? step.argv.slice(0, 2).join(' ') : '')),
  ).toEqual(['systemctl daemon-reload', 'systemctl stop', 'systemctl restart', 'systemctl start'])
  expect(applied?.change.confirm[0]).toMatchObject({
    do: 'write',
    path: '/etc/systemd/system/redis.socket.d/portreeve.conf',
  })
  expect(applied?.effect).toEqual({ kind: 'listener', staysAt: ['127.0.0.1', '::1'], units: [] })
  // To take back one of its addresses is to take back all.
  expect(ids({ ...situation, units: { ...units, socketHasOthers: true } })).not.toContain('socket-loopback')
})

test('a port that a rule leads elsewhere is closed where its packets are forwarded', () => {
  const openings = [
    { from: 'anywhere', rule: 'tcp dport 6379 dnat to 10.0.0.2', leadsTo: { address: '10.0.0.2', port: 6379 } },
  ]
  const given = { ...situation, listener: null, units: { ...situation.units, service: null }, openings }
  expect(ids(given)).toEqual(['close-in-nftables', 'only-from-192-168-1-0-24', 'replace-protocol'])
  expect(planned('close-in-nftables', given).commands[0]![1]).toContain(
    'chain forward { type filter hook forward priority -10; iifname != "lo" meta nfproto ipv4 meta l4proto tcp ct status dnat ct direction original ct original proto-dst 6379 drop; };',
  )
})

test('what is led elsewhere of one family is closed there in this family alone', () => {
  const openings = [{ from: 'anywhere', rule: 'x', leadsTo: { address: '10.0.0.2', port: 6379 } }]
  const nobody = { ...situation, listener: null, units: { ...situation.units, service: null }, openings }
  const commands = (tool: 'iptables' | 'nftables') =>
    planned(`close-in-${tool}`, { ...nobody, firewall: { ...situation.firewall!, tool } }).commands
  expect(commands('iptables').map(([program, , , chain]) => `${program} ${chain}`)).toEqual([
    ...['iptables FORWARD', 'iptables INPUT', 'iptables INPUT', 'ip6tables INPUT'],
  ])
  const [forward] = /chain forward .*/.exec(commands('nftables')[0]![1]!)!
  expect(forward).toContain('meta nfproto ipv4 meta l4proto tcp')
  expect(forward).not.toContain('ipv6')
})

test('a file that can be read is shown as it changes', () => {
  const text = '# bind 10.0.0.1\nport 6379\nbind 0.0.0.0\nprotected-mode no\nbind ::\n'
  const fileText = (path: string) => (path === '/etc/redis/redis.conf' ? text : null)
  expect(planned('bind-loopback', { ...situation, fileText }).edits).toEqual([
    {
      file: '/etc/redis/redis.conf',
      diff: [
        '@@ -1,6 +1,5 @@',
        ' # bind 10.0.0.1',
        ' port 6379',
        '-bind 0.0.0.0',
        '-protected-mode no',
        '-bind ::',
        '+bind 127.0.0.1 -::1',
        '+protected-mode no',
        ' ',
      ],
    },
  ])
  expect(planned('bind-loopback').edits[0]?.diff).toEqual(['+bind 127.0.0.1 -::1'])
})

test('nftables: one transaction, a table of its own, and exactly that is deleted', () => {
  const { commands, undo, applied } = planned('close-in-nftables')
  expect(commands).toEqual([
    [
      'nft',
      'table inet portreeve-1 { chain input { type filter hook input priority -10; iifname != "lo" tcp dport 6379 drop; }; }',
    ],
  ])
  expect(undo).toEqual([['nft', 'delete', 'table', 'inet', 'portreeve-1']])
  expect(applied?.change.undo).toMatchObject([{ argv: ['nft', expect.stringContaining('; delete table') as unknown] }])
  expect(applied?.change.confirm).toMatchObject([{ do: 'block', path: '/etc/nftables.conf', name: 'portreeve-1' }])
  expect(applied?.change.files).toEqual(['/etc/nftables.conf'])
  const of = (id: string) => planned(id).commands[0]![1]
  expect(of('only-from-192-168-1-0-24')).toContain(
    'iifname != "lo" ip saddr != 192.168.1.0/24 tcp dport 6379 drop; iifname != "lo" meta nfproto ipv6 tcp dport 6379 drop;',
  )
})

test('advice that stands on the number of the port alone says so', () => {
  const why = (process: string) => planned('replace-protocol', { ...situation, listener: { ...redis, process } }).why
  expect(why('redis-server')).not.toContain('number')
  expect(why('nginx')).toContain('By the port number alone: 6379/tcp is usually redis.')
})

test('nothing is done to the loopback address of a socket that has others: nobody outside reaches it', () => {
  const at = (address: string) => ids({ ...situation, endpoint: { ...situation.endpoint, address } })
  expect([at('127.0.0.1'), at('::1')]).toEqual([[], []])
})

test('iptables: of each family a rule that has a name, deleted by its own words', () => {
  const given = { ...situation, firewall: { ...situation.firewall!, tool: 'iptables' as const } }
  const { commands, undo, applied } = planned('close-in-iptables', given)
  const words = '! -i lo -p tcp -m tcp --dport 6379 -m comment --comment portreeve-1 -j DROP'
  expect(commands.map((argv) => argv.join(' '))).toEqual([
    `iptables -w -I INPUT 1 ${words}`,
    `ip6tables -w -I INPUT 1 ${words}`,
  ])
  expect(undo.map((argv) => argv.join(' '))).toEqual([
    `iptables -w -D INPUT ${words}`,
    `ip6tables -w -D INPUT ${words}`,
  ])
  // There is no file of IPv6 rules here.
  expect(applied?.change.confirm).toEqual([{ do: 'keep', path: '/etc/iptables/rules.v4', argv: ['iptables-save'] }])
})

test('a listener of one address is closed at this address alone', () => {
  const listener = { ...redis, bind: 'interface' as const, address: '192.168.1.5' }
  expect(planned('close-in-nftables', { ...situation, listener }).commands[0]![1]).toContain('ip daddr 192.168.1.5')
})

test('a VPN device is let through, and loopback still', () => {
  const networks = [...situation.networks, { network: '10.8.0.1/24', device: 'wg0' }]
  const nft = planned('vpn-wg0', { ...situation, networks })
  expect(nft.commands[0]![1]).toContain('iifname != "lo" iifname != "wg0" tcp dport 6379 drop;')
  const tool = { ...situation.firewall!, tool: 'iptables' as const }
  const iptables = planned('vpn-wg0', { ...situation, networks, firewall: tool })
  expect(iptables.commands[0]!.join(' ')).toContain('! -i wg0 -m addrtype ! --src-type LOCAL -p tcp')
})

test('ufw: what is let through is put before what is kept out', () => {
  const given = { ...situation, firewall: { ...situation.firewall!, tool: 'ufw' as const } }
  const { commands, undo, applied } = planned('only-from-192-168-1-0-24', given)
  const actions = ['allow', 'deny', 'limit', 'reject']
  const everybody = 'in proto tcp from any to any port 6379'
  const network = 'in proto tcp from 192.168.1.0/24 to any port 6379'
  expect(commands.slice(1).map((argv) => argv.join(' '))).toEqual([
    ...actions.map((action) => `ufw --force delete ${action} ${everybody}`),
    `ufw prepend deny ${everybody} comment portreeve-1`,
    ...actions.map((action) => `ufw --force delete ${action} ${network}`),
    `ufw prepend allow ${network} comment portreeve-1`,
  ])
  // A rule that was there for the same packets has to come back in its place.
  expect(undo.at(-1)).toEqual(['ufw', 'reload'])
  expect(applied?.change.files).toEqual(['/etc/ufw/user.rules', '/etc/ufw/user6.rules'])
  expect(applied?.change.undo.map(({ do: what }) => what)).toEqual(['restore', 'restore', 'run'])
})

test('what Docker publishes is closed in its own chain by the port that was asked for', () => {
  const published = {
    engine: 'docker',
    container: 'db',
    containerPort: 6379,
    composeFile: '/srv/compose.yaml',
    composeService: 'db',
  } as const
  const fileText = () => 'services:\n  db:\n    ports:\n      - "6379:6379"\n'
  const firewall = { ...situation.firewall!, dockerUser: [4] as const }
  const given = { ...situation, listener: { ...redis, process: 'docker-proxy' }, published, fileText, firewall }
  expect(ids(given)).toEqual([
    'stop-container',
    'publish-on-loopback',
    'close-in-docker-user',
    'only-from-192-168-1-0-24',
    'replace-protocol',
  ])
  expect(planned('close-in-docker-user', given).consequences[0]).toContain('does not show here')
  expect(planned('publish-on-loopback', given).edits[0]?.diff).toContain('+      - "127.0.0.1:6379:6379"')
  expect(planned('close-in-docker-user', given).commands.map((argv) => argv.join(' '))).toEqual([
    'iptables -w -I DOCKER-USER 1 ! -i lo -p tcp -m conntrack --ctstate DNAT --ctdir ORIGINAL --ctorigdstport 6379 -m comment --comment portreeve-1 -j DROP',
    'iptables -w -I INPUT 1 ! -i lo -p tcp -m tcp --dport 6379 -m comment --comment portreeve-1 -j DROP',
    'ip6tables -w -I INPUT 1 ! -i lo -p tcp -m tcp --dport 6379 -m comment --comment portreeve-1 -j DROP',
  ])
})

test('what no unit and no init script runs is ended itself: a script of its name would not stop it', () => {
  const units = { ...situation.units, service: null }
  const byHand = { ...situation, init: 'sysv' as const, units }
  const scripted = { ...byHand, initScript: 'redis-server' }
  expect(planned('stop-init-script', scripted).commands[0]).toEqual(['/etc/init.d/redis-server', 'stop'])
  expect(planned('bind-loopback', scripted).commands).toEqual([['/etc/init.d/redis-server', 'restart']])
  expect(ids(byHand).slice(0, 2)).toEqual(['end-process', 'bind-loopback'])
  expect(planned('end-process', byHand)).toMatchObject({
    title: 'End redis-server (pid 700)',
    commands: [['kill', '700']],
  })
  expect(planned('bind-loopback', byHand)).toMatchObject({ commands: [], undo: [] })
  for (const listener of [
    { ...redis, pid: null },
    { ...redis, pid: 1 },
    { ...redis, container: pod },
  ])
    expect(ids({ ...byHand, listener })).not.toContain('end-process')
})

const pod = { engine: 'containerd', id: '0'.repeat(64), name: null } as const

test('what a file says is told of the file that the process was started with, else it is said that this is not known', () => {
  const texts: Readonly<Record<string, string>> = {
    '/etc/redis/redis.conf': 'bind 127.0.0.1 -::1\n',
    '/srv/redis.conf': 'bind 0.0.0.0\n',
  }
  const fileText = (path: string) => texts[path] ?? null
  const edit = (given: Partial<typeof situation>) =>
    planned('bind-loopback', { ...situation, fileText, ...given }).edits[0]!
  const byHand = { units: { ...situation.units, service: null } }
  expect(edit({}).note).toContain('says so already, but it listens elsewhere')
  expect(edit(byHand).note).toContain('says so already, but nothing tells that it was started with this file')
  expect(edit({ ...byHand, configFiles: ['/etc/redis/redis.conf'] }).note).toContain('it was started with this file')
  const own = edit({ ...byHand, configFiles: ['/srv/redis.conf'] })
  expect([own.file, own.diff, own.note]).toEqual([
    '/srv/redis.conf',
    expect.arrayContaining(['+bind 127.0.0.1 -::1']),
    undefined,
  ])
  expect(edit({ configFiles: ['/srv/gone.conf'] })).toMatchObject({
    file: '/srv/gone.conf',
    note: expect.stringContaining('cannot be read') as unknown,
  })
})

test('a setting is only told for the ports that it decides of', () => {
  const of = (process: string, port: number, transport: 'tcp' | 'udp') => {
    const units = { ...situation.units, service: null }
    const endpoint = { ...situation.endpoint, port, transport }
    return ids({ ...situation, units, endpoint, listener: { ...redis, process, port, transport } })
  }
  expect(of('rpcbind', 111, 'udp')).toContain('bind-loopback')
  expect(of('rpcbind', 111, 'tcp')).not.toContain('bind-loopback')
  expect(of('mysqld', 3306, 'tcp')).toContain('bind-loopback')
  expect(of('mysqld', 33_060, 'tcp')).not.toContain('bind-loopback')
})

test('a name of a device that means more to a rule than a name is none of a VPN', () => {
  const networks = ['wg0"', 'tun*', 'wg0;x'].map((device) => ({ network: '10.8.0.1/24', device }))
  expect(ids({ ...situation, networks }).filter((id) => id.startsWith('vpn-'))).toEqual([])
})

test('all sockets of a process are closed together, be it the IPv6 one of it; those of another process are left alone', () => {
  const at = (pid: number | null) => {
    const others = [{ ...redis, address: '::', pid }]
    return planned('close-in-nftables', { ...situation, others })
  }
  expect(at(redis.pid)).toMatchObject({ title: 'Close tcp port 6379 in nftables, at all addresses' })
  expect(at(redis.pid).commands[0]![1]).not.toContain('daddr')
  for (const pid of [701, null]) {
    expect(at(pid)).toMatchObject({ title: 'Close tcp port 6379 of 192.168.1.5 in nftables' })
    expect(at(pid).commands[0]![1]).toContain('ip daddr 192.168.1.5')
  }
})

test('who closes a port that SSH comes by is told to have another way in', () => {
  const listener = { ...redis, process: 'dropbear' }
  expect(planned('close-in-nftables', { ...situation, listener }).consequences[0]).toContain('another way in')
})

test('where a setting belongs into a block, a new one is not written beside it', () => {
  const units = { ...situation.units, service: 'nginx.service' }
  const listener = { ...redis, process: 'nginx', port: 80 }
  const endpoint = { ...situation.endpoint, port: 80 }
  const fileText = (path: string) => (path.endsWith('/nginx.conf') ? 'http { server { listen 80; } }\n' : null)
  const [edit] = planned('bind-loopback', { ...situation, units, listener, endpoint, fileText }).edits
  expect(edit).toMatchObject({
    diff: ['+listen 127.0.0.1:80;', '+listen [::1]:80;'],
    note: expect.stringContaining('belongs into the server block') as unknown,
  })
})

test('without a firewall, on loopback, and for who is not there', () => {
  expect(ids({ ...situation, firewall: null })).not.toContain('close-in-nftables')
  expect(ids({ ...situation, listener: { ...redis, bind: 'loopback', address: '127.0.0.1' } })).toEqual([
    'stop-unit',
    'replace-protocol',
  ])
})

test('only networks that can get there are let in alone: no IPv6 to where IPv4 is all there is', () => {
  const networks = [...situation.networks, { network: 'fd09::5/64', device: 'eth0' }]
  const of = (...addresses: string[]) => {
    const [listener, ...others] = addresses.map((address) => ({ ...redis, address }))
    return ids({ ...situation, networks, listener: listener!, others }).filter((id) => id.startsWith('only-from'))
  }
  const [ipv4, ipv6] = ['only-from-192-168-1-0-24', 'only-from-fd09---64']
  expect(of('0.0.0.0')).toEqual([ipv4])
  expect(of('::')).toEqual([ipv4, ipv6])
  expect(of('0.0.0.0', '::')).toEqual([ipv4, ipv6])
  const everywhere = { ...situation.endpoint, address: '*' }
  const given = { ...situation, networks, endpoint: everywhere, others: [{ ...redis, address: '::' }] }
  expect(ids(given)).toEqual(expect.arrayContaining([ipv4, ipv6]))
})
