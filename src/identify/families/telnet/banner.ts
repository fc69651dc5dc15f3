import { cpe } from '../../cpe.ts'
import type { Match } from '../../detector.ts'
import { linear, type Pattern } from '../../pattern.ts'

type Told = Omit<Match, 'protocol'>

interface Banner {
  readonly pattern: Pattern
  /** The first group of the pattern. */
  readonly told: (group: string | undefined) => Told
}

const os =
  (name: string): Banner['told'] =>
  (version) => ({ os: version === undefined ? name : `${name} ${version}` })

/** What greets before a log-in, as the systems' own files (/etc/issue) and their makers' manuals have it. The first that fits. */
const banners: readonly Banner[] = [
  {
    pattern: linear(String.raw`MikroTik (?:v?([\d.]+\w*))?`),
    told: (version) => ({
      product: 'RouterOS',
      vendor: 'MikroTik',
      version,
      os: 'RouterOS',
      deviceType: 'router',
      cpe: [cpe('o', 'mikrotik', 'routeros', version)],
    }),
  },
  {
    pattern: linear('User Access Verification'),
    told: () => ({ vendor: 'Cisco', os: 'Cisco IOS', deviceType: 'router', cpe: [cpe('o', 'cisco', 'ios')] }),
  },
  {
    pattern: linear('Welcome to Microsoft Telnet Service'),
    told: () => ({ product: 'Microsoft Telnet Service', vendor: 'Microsoft', os: 'Windows' }),
  },
  { pattern: linear(String.raw`Debian GNU/Linux ([\w.]+)`), told: os('Debian') },
  { pattern: linear(String.raw`Ubuntu (\d\d\.\d\d(?:\.\d)?)`), told: os('Ubuntu') },
  { pattern: linear(String.raw`Raspbian GNU/Linux (\d+)`), told: os('Raspbian') },
  { pattern: linear(String.raw`CentOS (?:Linux |Stream )?(?:release )?(\d[\d.]*)`), told: os('CentOS') },
  {
    pattern: linear(String.raw`Red Hat Enterprise Linux[^\n\d]{0,20}(\d[\d.]*)`),
    told: os('Red Hat Enterprise Linux'),
  },
  { pattern: linear(String.raw`Fedora[^\n\d]{0,20}(\d+)`), told: os('Fedora') },
  { pattern: linear('FreeBSD/'), told: os('FreeBSD') },
  { pattern: linear('NetBSD/'), told: os('NetBSD') },
  { pattern: linear('OpenBSD/'), told: os('OpenBSD') },
  { pattern: linear(String.raw`SunOS (5\.\d+)`), told: os('SunOS') },
  { pattern: linear('AIX Version (\\d)'), told: os('AIX') },
  { pattern: linear('OpenWrt'), told: () => ({ os: 'OpenWrt', deviceType: 'router' }) },
  { pattern: linear('DD-WRT (v[\\w.-]+)?'), told: (version) => ({ ...os('DD-WRT')(version), deviceType: 'router' }) },
  { pattern: linear('HP JetDirect'), told: () => ({ product: 'JetDirect', vendor: 'HP', deviceType: 'printer' }) },
  { pattern: linear('(?i)huawei'), told: () => ({ vendor: 'Huawei' }) },
  { pattern: linear('(?i)zyxel'), told: () => ({ vendor: 'Zyxel' }) },
  { pattern: linear('Fabric OS'), told: () => ({ vendor: 'Brocade', os: 'Fabric OS', deviceType: 'switch' }) },
]

const kernel = linear(String.raw`Linux (\d+\.\d+(?:\.\d+)?)`)
const prompt = linear(String.raw`(?:^|\n)\r?([A-Za-z][\w.-]{0,62}) login: ?$`)

/** What the text before a log-in names. */
export function bannerIn(text: string): Told {
  for (const { pattern, told } of banners) {
    const groups = pattern.exec(text)
    if (groups !== null) return { ...told(groups[1]), names: namesIn(text) }
  }
  const version = kernel.exec(text)?.[1]
  return { ...(version !== undefined && { os: `Linux ${version}` }), names: namesIn(text) }
}

/** The host in front of `login:`. */
function namesIn(text: string): string[] {
  const name = prompt.exec(text)?.[1]
  return name === undefined || name === 'Welcome' ? [] : [name]
}
