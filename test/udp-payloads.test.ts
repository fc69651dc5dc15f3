import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Daemon } from '../lab/daemon.ts'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { programFile } from './programs.ts'

/** A real daemon that a payload must get an answer from. */
interface Service {
  readonly protocol: string
  readonly port: number
  /** The program, and the Debian package that has it. */
  readonly program: string
  readonly package: string
  /** Files of its folder, by name; DIR in them and in the words becomes that folder. */
  readonly files?: Readonly<Record<string, string>>
  /** A command that must run before, such as making a certificate. */
  readonly prepare?: readonly (readonly string[])[]
  readonly words: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const certificate = [
  'openssl',
  'req',
  '-x509',
  '-newkey',
  'rsa:2048',
  '-nodes',
  '-days',
  '2',
  '-subj',
  '/CN=lab',
].concat(['-keyout', 'DIR/key.pem', '-out', 'DIR/cert.pem'])
const inetd = ['echo', 'daytime', 'time', 'chargen'].map(
  (protocol, i): Service => ({
    protocol,
    port: [7, 13, 37, 19][i]!,
    program: '/usr/sbin/inetutils-inetd',
    package: 'inetutils-inetd',
    files: { 'inetd.conf': `${protocol} dgram udp wait root internal\n` },
    words: ['-d', 'DIR/inetd.conf'],
  }),
)

const ike = [
  { protocol: 'ike', port: 500 },
  { protocol: 'ike-nat-t', port: 4500 },
].map(
  (names): Service => ({
    ...names,
    program: '/usr/lib/ipsec/charon',
    package: 'strongswan-charon',
    files: { 'strongswan.conf': 'charon {\n load_modular = no\n}\n' },
    words: [],
    env: { STRONGSWAN_CONF: 'DIR/strongswan.conf' },
  }),
)

const services: readonly Service[] = [
  ...inetd,
  ...ike,
  {
    protocol: 'dns',
    port: 53,
    program: '/usr/sbin/unbound',
    package: 'unbound',
    files: {
      'unbound.conf':
        'server:\n interface: 0.0.0.0\n access-control: 0.0.0.0/0 allow\n do-daemonize: no\n use-syslog: no\n' +
        ' chroot: ""\n username: ""\n pidfile: ""\n directory: "DIR"\nremote-control:\n control-enable: no\n',
    },
    words: ['-d', '-c', 'DIR/unbound.conf'],
  },
  {
    protocol: 'dns',
    port: 5300,
    program: '/usr/sbin/dnsmasq',
    package: 'dnsmasq-base',
    words: ['-k', '-C', '/dev/null', '-p', '5300', '--no-resolv', '--no-hosts', '--user=root', '--pid-file='],
  },
  {
    protocol: 'ntp',
    port: 123,
    program: '/usr/sbin/chronyd',
    package: 'chrony',
    files: {
      'chrony.conf': 'allow all\nlocal stratum 10\ncmdport 0\nbindcmdaddress /\npidfile DIR/chronyd.pid\nuser root\n',
    },
    words: ['-d', '-x', '-f', 'DIR/chrony.conf'],
  },
  {
    protocol: 'snmp',
    port: 161,
    program: '/usr/sbin/snmpd',
    package: 'snmpd',
    files: { 'snmpd.conf': 'sysLocation lab\n' },
    words: ['-f', '-Lo', '-C', '-c', 'DIR/snmpd.conf', '-I', '-smux', 'udp:161'],
    env: { SNMP_PERSISTENT_DIR: 'DIR' },
  },
  {
    protocol: 'tftp',
    port: 69,
    program: '/usr/sbin/in.tftpd',
    package: 'tftpd-hpa',
    words: ['-L', '-4', '-u', 'root', '-s', 'DIR'],
  },
  {
    protocol: 'memcached',
    port: 11211,
    program: '/usr/bin/memcached',
    package: 'memcached',
    words: ['-u', 'root', '-l', '0.0.0.0', '-U', '11211'],
  },
  { protocol: 'rpcbind', port: 111, program: '/usr/sbin/rpcbind', package: 'rpcbind', words: ['-f'] },
  {
    protocol: 'stun',
    port: 3478,
    program: '/usr/bin/turnserver',
    package: 'coturn',
    files: {
      'turn.conf': 'no-tls\nno-dtls\nno-cli\nno-auth\nlog-file=stdout\npidfile=DIR/turn.pid\nuserdb=DIR/turndb\n',
    },
    words: ['-c', 'DIR/turn.conf', '-L', '192.0.2.1'],
  },
  {
    protocol: 'netbios-ns',
    port: 137,
    program: '/usr/sbin/nmbd',
    package: 'samba',
    files: {
      'smb.conf':
        '[global]\nnetbios name = LAB\ninterfaces = eth0\nprivate dir = DIR\nlock directory = DIR\nstate directory = DIR\n' +
        'cache directory = DIR\npid directory = DIR\nncalrpc dir = DIR\nlog file = DIR/log\n',
    },
    words: ['-F', '--no-process-group', '-s', 'DIR/smb.conf', '--debug-stdout'],
  },
  {
    protocol: 'mdns',
    port: 5353,
    program: '/usr/sbin/avahi-daemon',
    package: 'avahi-daemon',
    files: {
      'avahi.conf':
        '[server]\nhost-name=lab\nallow-interfaces=eth0\nenable-dbus=no\n[publish]\npublish-workstation=yes\npublish-hinfo=yes\n',
    },
    words: ['-f', 'DIR/avahi.conf', '--no-drop-root', '--no-chroot', '--no-rlimits'],
  },
  {
    protocol: 'kerberos',
    port: 88,
    program: '/usr/sbin/krb5kdc',
    package: 'krb5-kdc',
    files: {
      'krb5.conf': '[libdefaults]\ndefault_realm = LAB.TEST\n[realms]\nLAB.TEST = { kdc = 192.0.2.1 }\n',
      'kdc.conf':
        '[realms]\nLAB.TEST = {\n database_name = DIR/principal\n key_stash_file = DIR/stash\n kdc_listen = 88\n}\n' +
        '[logging]\nkdc = STDERR\n',
    },
    prepare: [
      ['env', 'KRB5_CONFIG=DIR/krb5.conf', 'KRB5_KDC_PROFILE=DIR/kdc.conf', 'kdb5_util', 'create', '-s', '-P', 'lab'],
    ],
    words: ['-n', '-P', 'DIR/kdc.pid'],
    env: { KRB5_CONFIG: 'DIR/krb5.conf', KRB5_KDC_PROFILE: 'DIR/kdc.conf' },
  },
  {
    protocol: 'openvpn',
    port: 1194,
    program: '/usr/sbin/openvpn',
    package: 'openvpn',
    prepare: [certificate],
    words: [
      '--dev',
      'null',
      '--proto',
      'udp',
      '--port',
      '1194',
      '--tls-server',
      '--dh',
      'none',
      '--ca',
      'DIR/cert.pem',
    ].concat(['--cert', 'DIR/cert.pem', '--key', 'DIR/key.pem', '--verb', '1']),
  },
  {
    protocol: 'l2tp',
    port: 1701,
    program: '/usr/sbin/xl2tpd',
    package: 'xl2tpd',
    files: {
      'l2tp.conf':
        '[global]\nport = 1701\naccess control = no\n[lns default]\nip range = 10.9.9.2-10.9.9.9\nlocal ip = 10.9.9.1\n',
    },
    words: ['-D', '-c', 'DIR/l2tp.conf', '-p', 'DIR/l2tp.pid', '-C', 'DIR/control'],
  },
  {
    protocol: 'sip',
    port: 5060,
    program: '/usr/sbin/kamailio',
    package: 'kamailio',
    files: {
      'kamailio.cfg':
        'log_stderror=yes\nchildren=1\ndisable_tcp=yes\nloadmodule "sl.so"\nrequest_route {\n sl_send_reply("200", "OK");\n}\n',
    },
    words: [
      '-DD',
      '-E',
      '-m',
      '32',
      '-M',
      '4',
      '-f',
      'DIR/kamailio.cfg',
      '-P',
      'DIR/pid',
      '-Y',
      'DIR',
      '-l',
      'udp:192.0.2.1:5060',
    ],
  },
  {
    protocol: 'coap',
    port: 5683,
    program: '/usr/bin/coap-server-notls',
    package: 'libcoap3-bin',
    words: ['-A', '0.0.0.0', '-p', '5683'],
  },
  {
    protocol: 'dtls',
    port: 4433,
    program: '/usr/bin/openssl',
    package: 'openssl',
    prepare: [certificate],
    words: ['s_server', '-dtls', '-4', '-port', '4433', '-cert', 'DIR/cert.pem', '-key', 'DIR/key.pem', '-quiet'],
  },
]

labSuite('UDP payloads get answers from real daemons', () => {
  let lab: Lab
  let server: Host
  let client: Host
  let daemon: Daemon | undefined

  beforeAll(async () => {
    lab = await createLab('udp-payloads')
    server = await lab.host('server')
    client = await lab.host('client')
    await lab.link(server, client, { a: '192.0.2.1/24', b: '192.0.2.2/24' })
  })
  afterEach(async () => {
    await daemon?.stop()
    daemon = undefined
  })
  afterAll(() => lab.destroy())

  it.for(services)('$protocol: $program', async (service, context) => {
    if (!existsSync(service.program)) context.skip(`${service.program} is missing (package ${service.package})`)
    const directory = join(lab.directory, `${service.protocol}-${service.port}`)
    const placed = (text: string) => text.replaceAll('DIR', directory)
    mkdirSync(directory, { recursive: true })
    for (const [name, text] of Object.entries(service.files ?? {})) writeFileSync(join(directory, name), placed(text))
    for (const [program = '', ...words] of service.prepare ?? []) await server.exec(program, words.map(placed))
    const env = Object.fromEntries(Object.entries(service.env ?? {}).map(([name, text]) => [name, placed(text)]))
    daemon = await server.spawn(service.program, service.words.map(placed), { ready: { udp: service.port }, env })

    const { stdout } = await client.node(programFile('udp-ask'), [service.protocol, '192.0.2.1', String(service.port)])
    expect(JSON.parse(stdout), daemon.output).toMatchObject({ verdict: 'reply' })
  })
})
