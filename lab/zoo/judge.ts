// How what somebody said of an endpoint compares to what is true of it; the same measure for everybody.

/** What is true. */
export interface Truth {
  readonly protocol: string
  readonly tls: boolean
  /** Null: nothing that it says tells it. */
  readonly product: string | null
  /** Any of them will do. */
  readonly versions: readonly string[] | null
}

/** What was said. */
export interface Answer {
  /** Null: nothing, or that it is not known. */
  readonly protocol: string | null
  readonly tls: boolean
  readonly product: string | null
  readonly version: string | null
  /** Whatever else was said in free words. */
  readonly remarks?: string
  /** Taken from the port number alone, or said to be doubtful. */
  readonly isGuess: boolean
}

/** `guess`: right or wrong, it was said to be one. */
export type Mark = 'right' | 'wrong' | 'none' | 'guess'

export interface Judgement {
  readonly protocol: Mark
  /** Null where nothing reveals it. */
  readonly product: Mark | null
  readonly version: Mark | null
}

/** Other words for a protocol, ours included: those of nmap's service names among them. */
const protocolWords: Readonly<Record<string, readonly string[]>> = {
  amqp: ['amqps'],
  ajp13: ['ajp'],
  beanstalkd: ['beanstalk'],
  clamd: ['clam', 'clamav'],
  dict: ['dictd'],
  distcc: ['distccd'],
  dns: ['domain'],
  etcd: ['http'],
  gearman: ['gearmand'],
  gpsd: ['gpsd-ng'],
  http: ['https', 'http-proxy', 'http-alt', 'upnp', 'http2', 'icecast', 'etcd', 'docker', 'websocket'],
  'http-proxy': ['http'],
  ident: ['auth'],
  imap: ['imaps'],
  ipp: ['http'],
  'java-rmi': ['rmiregistry', 'rmi'],
  kerberos: ['kerberos-sec', 'krb5'],
  ldap: ['ldaps', 'ldapssl'],
  lmtp: ['smtp'],
  managesieve: ['sieve'],
  memcached: ['memcache'],
  mqtt: ['mosquitto'],
  munin: ['munin-node'],
  mumble: ['murmur'],
  mysql: ['mariadb'],
  'netbios-ns': ['netbios'],
  'node-inspector': ['http', 'node-inspector-http', 'websocket', 'nodejs-inspector'],
  nsca: ['nagios-nsca'],
  nut: ['upsd'],
  pop3: ['pop3s'],
  postgresql: ['postgres'],
  rdp: ['ms-wbt-server', 'ssl/ms-wbt-server'],
  rlogin: ['login'],
  rpcbind: ['portmapper', 'sunrpc'],
  sip: ['sip-proxy'],
  smb: ['microsoft-ds', 'netbios-ssn', 'netbios'],
  smtp: ['smtps', 'submission'],
  socks: ['socks4', 'socks5', 'tor-socks'],
  spamd: ['spamassassin'],
  ssdp: ['upnp'],
  stun: ['turn', 'stun-p2', 'stun-p3'],
  svn: ['svnserve'],
  wsdd: ['ws-discovery'],
  x11: ['x11:5', 'x11:6'],
  xmpp: ['jabber', 'xmpp-client', 'xmpp-server'],
  zabbix: ['zabbix-agent'],
}

/** Other words by which a product is known. */
const productWords: Readonly<Record<string, readonly string[]>> = {
  'Apt-Cacher NG': ['apt-cacher'],
  'Docker Registry': ['docker'],
  Murmur: ['mumble'],
  'Music Player Daemon': ['mpd'],
  'Network UPS Tools': ['nut', 'upsd'],
  NRPE: ['nagios remote plugin executor'],
  'Node Exporter': ['node_exporter'],
  'Node.js': ['nodejs'],
  'Python http.server': ['simplehttp'],
  Subversion: ['svnserve'],
  'X.Org': ['xorg'],
  librelp: ['reliable event logging protocol'],
  nghttp2: ['nghttpd'],
  gearmand: ['gearman'],
}

export function judge(truth: Truth, answer: Answer): Judgement {
  return {
    protocol: protocolMark(truth, answer),
    product: truth.product === null ? null : productMark(truth.product, answer),
    version: truth.versions === null ? null : versionMark(truth.versions, answer),
  }
}

/** Nobody speaks these without TLS: it goes without saying. */
const alwaysInTls: readonly string[] = ['mumble']

/** TLS alone says nothing of what is inside. */
function protocolMark(truth: Truth, { protocol, tls, isGuess }: Answer): Mark {
  const word = protocol?.toLowerCase().split(' ')[0] ?? null
  if (word === null || word === 'unknown' || word === 'tls' || word === 'ssl' || word === 'tcpwrapped') return 'none'
  if (isGuess) return 'guess'
  const isRight = [truth.protocol, ...(protocolWords[truth.protocol] ?? [])].includes(word)
  const isTls = tls || word === 'https' || alwaysInTls.includes(truth.protocol)
  return isRight && truth.tls === isTls ? 'right' : 'wrong'
}

/** It may be named anywhere, in a name for the protocol as well. */
function productMark(truth: string, answer: Answer): Mark {
  const said = plain(wordsOf(answer))
  const isRight = [truth, ...(productWords[truth] ?? [])].some((word) => said.includes(plain(word)))
  if (isRight) return 'right'
  if (answer.product === null) return 'none'
  return answer.isGuess ? 'guess' : 'wrong'
}

/** Its packager's additions (`9.2p1 Debian 2`) and a prefix (`5.5.5-10.11.19-MariaDB`) do no harm. */
function versionMark(truth: readonly string[], answer: Answer): Mark {
  const words = wordsOf(answer)
  if (truth.some((version) => holdsVersion(words, version))) return 'right'
  if (answer.version === null) return 'none'
  return answer.isGuess ? 'guess' : 'wrong'
}

function wordsOf({ protocol, product, version, remarks, isGuess }: Answer): string {
  return [isGuess ? null : protocol, product, version, remarks].filter(Boolean).join(' ')
}

function holdsVersion(text: string, version: string): boolean {
  for (let at = text.indexOf(version); at >= 0; at = text.indexOf(version, at + 1)) {
    const goesOn = /^\.?\d/.test(text.slice(at + version.length))
    if (!goesOn && !/\d\.?$/.test(text.slice(0, at))) return true
  }
  return false
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
