import { describe, expect, it, test } from 'vitest'
import type { Daemon, Wanted } from './daemon.ts'
import { daemons } from './daemons.gen.ts'
import { changedLines } from './edit-lines.ts'

/** Lines that have to be taken otherwise than those of the examples. */
const others: readonly (readonly [keyof typeof daemons, number, string, string])[] = [
  ['apache', 80, 'Listen 0.0.0.0:80\nListen [::]:80', 'Listen 127.0.0.1:80'],
  ['mongod', 27_017, 'bind_ip = 0.0.0.0\nport = 27017', 'bind_ip = 127.0.0.1\nport = 27017'],
  ['rpcbind', 111, 'OPTIONS="-w -i -h 10.0.0.1 -r"', 'OPTIONS="-w -i -r -h 127.0.0.1 -h ::1"'],
]

test.each(others)('%s at port %i, of another form', (id, port, before, after) => {
  const daemon: Daemon = daemons[id]
  expect(changedLines(before.split('\n'), daemon.settings[0]!, loopback(port)).join('\n')).toBe(after)
})

test('nginx: the family that it is not to be reached by goes', () => {
  const wanted: Wanted = { port: 80, transport: 'tcp', addresses: ['192.0.2.5'], isLoopback: false }
  const daemon: Daemon = daemons.nginx
  const lines = changedLines(['\tlisten 80;', '\tlisten [::]:80;'], daemon.settings[0]!, wanted)
  expect(lines).toEqual(['\tlisten 192.0.2.5:80;', '\t# listen [::]:80;'])
})

const loopback = (port: number, transport: Wanted['transport'] = 'tcp'): Wanted => ({
  port,
  transport,
  addresses: ['127.0.0.1', '::1'],
  isLoopback: true,
})

/** Lines as the package ships them or as people write them, and what is to become of them. */
const examples: Readonly<Record<keyof typeof daemons, readonly [port: number, before: string, after: string]>> = {
  apache: [
    80,
    'Listen 80\n<IfModule ssl_module>\n\tListen 443\n</IfModule>',
    'Listen 127.0.0.1:80\n<IfModule ssl_module>\n\tListen 443\n</IfModule>',
  ],
  avahi: [
    5353,
    '[server]\n#allow-interfaces=eth0\nuse-ipv4=yes',
    '[server]\nallow-interfaces=lo\n#allow-interfaces=eth0\nuse-ipv4=yes',
  ],
  bind: [
    53,
    'options {\n\tlisten-on { any; };\n\tlisten-on-v6 { any; };\n};',
    'options {\n\tlisten-on { 127.0.0.1; };\n\tlisten-on-v6 { ::1; };\n};',
  ],
  chrony: [123, 'pool pool.example iburst\nallow 10.0.0.0/8', 'pool pool.example iburst\nallow 10.0.0.0/8\nport 0'],
  cups: [
    631,
    'Port 631\nListen /run/cups/cups.sock',
    'Listen 127.0.0.1:631\nListen [::1]:631\nListen /run/cups/cups.sock',
  ],
  dnsmasq: [53, '#listen-address=\ninterface=eth0', '#listen-address=\nlisten-address=127.0.0.1,::1\nbind-interfaces'],
  'docker-api': [
    2375,
    '{\n  "hosts": ["unix:///var/run/docker.sock", "tcp://0.0.0.0:2375"],\n  "debug": true\n}',
    '{\n  "hosts": ["unix:///var/run/docker.sock"],\n  "debug": true\n}',
  ],
  dovecot: [143, '#listen = *, ::\nlisten = *, ::', '#listen = *, ::\nlisten = 127.0.0.1, ::1'],
  elasticsearch: [9200, 'cluster.name: a\nnetwork.host: 0.0.0.0', 'cluster.name: a\nnetwork.host: _local_'],
  exim: [25, "dc_local_interfaces=''", "dc_local_interfaces='127.0.0.1 ; ::1'"],
  grafana: [
    3000,
    '[server]\n;http_addr =\nhttp_port = 3000',
    '[server]\nhttp_addr = 127.0.0.1\n;http_addr =\nhttp_port = 3000',
  ],
  influxdb: [
    8086,
    'bind-address = "127.0.0.1:8088"\n[http]\n  bind-address = ":8086"',
    'bind-address = "127.0.0.1:8088"\n[http]\n  bind-address = "127.0.0.1:8086"',
  ],
  memcached: [11_211, '-p 11211\n-l 0.0.0.0\n-l ::', '-p 11211\n-l 127.0.0.1,::1'],
  mongod: [27_017, 'net:\n  port: 27017\n  bindIp: 0.0.0.0', 'net:\n  port: 27017\n  bindIp: 127.0.0.1'],
  mosquitto: [1883, 'listener 1883\nlistener 8883 0.0.0.0', 'listener 1883 127.0.0.1\nlistener 8883 0.0.0.0'],
  mysql: [3306, '[mysqld]\nbind-address            = 0.0.0.0', '[mysqld]\nbind-address = 127.0.0.1'],
  nfs: [2049, '[nfsd]\n# host=\nthreads=8', '[nfsd]\nhost = 127.0.0.1,::1\n# host=\nthreads=8'],
  nginx: [
    80,
    'server {\n\tlisten 80 default_server;\n\tlisten [::]:80 default_server;\n\tlisten 443 ssl;\n}',
    'server {\n\tlisten 127.0.0.1:80 default_server;\n\tlisten [::1]:80 default_server;\n\tlisten 443 ssl;\n}',
  ],
  'node-exporter': [9100, 'ARGS="--collector.wifi"', 'ARGS="--collector.wifi --web.listen-address=127.0.0.1:9100"'],
  opensearch: [9200, 'http.host: 0.0.0.0', 'network.host: _local_'],
  postfix: [25, 'inet_interfaces = all\ninet_protocols = all', 'inet_interfaces = loopback-only\ninet_protocols = all'],
  postgresql: [
    5432,
    "#listen_addresses = 'localhost'\nlisten_addresses = '*'",
    "#listen_addresses = 'localhost'\nlisten_addresses = 'localhost'",
  ],
  proftpd: [21, 'Port 21', 'Port 21\nDefaultAddress 127.0.0.1\nSocketBindTight on'],
  prometheus: [
    9090,
    'ARGS="--web.listen-address=:9090 --log.level=warn"',
    'ARGS="--log.level=warn --web.listen-address=127.0.0.1:9090"',
  ],
  rabbitmq: [5672, 'listeners.tcp.default = 5672', 'listeners.tcp.1 = 127.0.0.1:5672\nlisteners.tcp.2 = ::1:5672'],
  redis: [6379, 'bind 0.0.0.0\nport 6379', 'bind 127.0.0.1 -::1\nport 6379'],
  rpcbind: [111, 'OPTIONS="-w"', 'OPTIONS="-w -h 127.0.0.1 -h ::1"'],
  samba: [
    445,
    '[global]\n   workgroup = WORKGROUP\n;   bind interfaces only = yes',
    '[global]\ninterfaces = lo\nbind interfaces only = yes\n   workgroup = WORKGROUP\n;   bind interfaces only = yes',
  ],
  snmpd: [161, 'agentaddress  udp:161,udp6:[::]:161', 'agentaddress tcp:127.0.0.1:161,tcp6:[::1]:161'],
  sshd: [
    22,
    '#ListenAddress 0.0.0.0\nPort 22',
    'ListenAddress 127.0.0.1\nListenAddress ::1\n#ListenAddress 0.0.0.0\nPort 22',
  ],
  unbound: [
    53,
    'server:\n    interface: 0.0.0.0\n    interface: ::0',
    'server:\n    interface: 127.0.0.1\n    interface: ::1',
  ],
  valkey: [6379, 'bind * -::*', 'bind 127.0.0.1 -::1'],
  vsftpd: [
    21,
    'listen=NO\nlisten_ipv6=YES\nlocal_enable=YES',
    'listen=YES\nlisten_ipv6=NO\nlisten_address=127.0.0.1\nlocal_enable=YES',
  ],
}

describe.each(Object.entries<Daemon>(daemons))('%s', (id, daemon) => {
  const [port, before, after] = examples[id as keyof typeof daemons]
  const [setting] = daemon.settings

  it('is bound to loopback', () => {
    expect(changedLines(before.split('\n'), setting!, loopback(port)).join('\n')).toBe(after)
  })

  it('stays as it is once it is so', () => {
    expect(changedLines(after.split('\n'), setting!, loopback(port)).join('\n')).toBe(after)
  })

  it('is known by what it is called, says where it stands and where that is written', () => {
    for (const name of daemon.processes) expect(name.length).toBeLessThanOrEqual(15)
    expect(Object.values(setting!.files).flat()).not.toEqual([])
    for (const file of Object.values(setting!.files).flat()) expect(file).toMatch(/^\//)
    expect(daemon.source.length).toBeGreaterThan(5)
  })
})
