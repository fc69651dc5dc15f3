import { cpe } from '../../cpe.ts'
import type { Match } from '../../detector.ts'
import { linear } from '../../pattern.ts'
import { systemOf } from './system.ts'

interface Software {
  /** How its part of the identification begins, up to the version. */
  readonly prefix: string
  readonly product: string
  readonly vendor?: string
  readonly os?: string
  readonly deviceType?: string
  /** Part, vendor and product of its CPE name. */
  readonly cpe?: readonly ['a' | 'o' | 'h', string, string]
}

/** RFC 4253 section 4.2: software versions as the projects and vendors write them in their sources or manuals. */
const software: readonly Software[] = [
  { prefix: 'OpenSSH_for_Windows_', product: 'OpenSSH', os: 'Windows', cpe: ['a', 'openbsd', 'openssh'] },
  { prefix: 'OpenSSH_', product: 'OpenSSH', cpe: ['a', 'openbsd', 'openssh'] },
  { prefix: 'dropbear', product: 'Dropbear', cpe: ['a', 'dropbear_ssh_project', 'dropbear_ssh'] },
  {
    prefix: 'ROSSSH',
    product: 'RouterOS',
    vendor: 'MikroTik',
    os: 'RouterOS',
    deviceType: 'router',
    cpe: ['o', 'mikrotik', 'routeros'],
  },
  // IOS, IOS XR and ASA say the same.
  { prefix: 'Cisco-', product: 'Cisco SSH', vendor: 'Cisco' },
  { prefix: 'CISCO_WLC', product: 'Cisco Wireless LAN Controller', vendor: 'Cisco', deviceType: 'wireless controller' },
  { prefix: 'libssh', product: 'libssh', cpe: ['a', 'libssh', 'libssh'] },
  { prefix: 'Go', product: 'Go x/crypto/ssh' },
  { prefix: 'paramiko_', product: 'Paramiko', cpe: ['a', 'paramiko', 'paramiko'] },
  { prefix: 'AsyncSSH_', product: 'AsyncSSH', cpe: ['a', 'asyncssh_project', 'asyncssh'] },
  { prefix: 'Twisted', product: 'Twisted Conch', cpe: ['a', 'twisted', 'twisted'] },
  { prefix: 'mod_sftp', product: 'ProFTPD mod_sftp', cpe: ['a', 'proftpd', 'proftpd'] },
  { prefix: 'GerritCodeReview', product: 'Gerrit', vendor: 'Google', cpe: ['a', 'google', 'gerrit'] },
  { prefix: 'APACHE-SSHD-', product: 'Apache MINA SSHD', vendor: 'Apache', cpe: ['a', 'apache', 'sshd'] },
  { prefix: 'SSHD-CORE-', product: 'Apache MINA SSHD', vendor: 'Apache', cpe: ['a', 'apache', 'sshd'] },
  { prefix: 'GitLab-SSHD', product: 'GitLab Shell', vendor: 'GitLab', cpe: ['a', 'gitlab', 'gitlab-shell'] },
  { prefix: 'Erlang/', product: 'Erlang ssh', vendor: 'Ericsson', cpe: ['a', 'erlang', 'ssh'] },
  { prefix: 'russh_', product: 'russh', cpe: ['a', 'russh_project', 'russh'] },
  { prefix: 'ssh2js', product: 'ssh2 for Node.js' },
  { prefix: 'wolfSSHv', product: 'wolfSSH', vendor: 'wolfSSL', cpe: ['a', 'wolfssh', 'wolfssh'] },
  { prefix: 'SFTPGo', product: 'SFTPGo', cpe: ['a', 'sftpgo_project', 'sftpgo'] },
  { prefix: 'AWS_SFTP_', product: 'AWS Transfer Family', vendor: 'Amazon' },
  { prefix: 'Tailscale', product: 'Tailscale SSH', vendor: 'Tailscale' },
  { prefix: 'Teleport', product: 'Teleport', vendor: 'Gravitational', cpe: ['a', 'goteleport', 'teleport'] },
  {
    prefix: 'CerberusFTPServer_',
    product: 'Cerberus FTP Server',
    os: 'Windows',
    cpe: ['a', 'cerberusftp', 'ftp_server'],
  },
  { prefix: 'Serv-U_', product: 'Serv-U', vendor: 'SolarWinds', cpe: ['a', 'solarwinds', 'serv-u'] },
  { prefix: 'CrushFTPSSHD', product: 'CrushFTP', cpe: ['a', 'crushftp', 'crushftp'] },
  { prefix: 'WeOnlyDo', product: 'WeOnlyDo SSH server', os: 'Windows' },
  { prefix: 'VShell_', product: 'VShell', vendor: 'VanDyke Software' },
  { prefix: 'Sun_SSH_', product: 'Sun SSH', vendor: 'Oracle', os: 'Solaris' },
  { prefix: 'mpSSH_', product: 'Integrated Lights-Out', vendor: 'HPE', deviceType: 'bmc' },
  { prefix: 'RomSShell_', product: 'RomSShell', vendor: 'Allegro' },
  { prefix: 'Comware-', product: 'Comware', vendor: 'H3C', os: 'Comware', deviceType: 'switch' },
  { prefix: 'HUAWEI-', product: 'Huawei VRP', vendor: 'Huawei', os: 'VRP', deviceType: 'router' },
  { prefix: 'NetScreen', product: 'ScreenOS', vendor: 'Juniper', os: 'ScreenOS', deviceType: 'firewall' },
  {
    prefix: 'FortiSSH',
    product: 'FortiOS',
    vendor: 'Fortinet',
    os: 'FortiOS',
    deviceType: 'firewall',
    cpe: ['o', 'fortinet', 'fortios'],
  },
  { prefix: 'Zyxel', product: 'Zyxel SSH server', vendor: 'Zyxel' },
  { prefix: 'lancom', product: 'LCOS', vendor: 'LANCOM', os: 'LCOS', deviceType: 'router' },
  { prefix: 'ARRIS_', product: 'ARRIS SSH', vendor: 'ARRIS' },
  { prefix: 'ConfD-', product: 'ConfD', vendor: 'Cisco' },
  { prefix: 'IPSSH-', product: 'Wind River SSH', vendor: 'Wind River', os: 'VxWorks' },
]

const version = linear(String.raw`^[-_/ ]?v?(\d[\w.]*)`)
const bitvise = linear(String.raw`Bitvise SSH Server \(WinSSHD\) ?([\d.]*)`)
const sshdInGerrit = linear(String.raw`\(APACHE-SSHD-([\d.]+)\)`)

/** What an identification names, of the software, and of the system it was built for. */
export function softwareIn(text: string, comment: string): Omit<Match, 'protocol'> {
  const windows = bitvise.exec(`${text} ${comment}`)
  if (windows !== null)
    return {
      product: 'Bitvise SSH Server',
      vendor: 'Bitvise',
      version: windows[1] || undefined,
      os: 'Windows',
      cpe: [cpe('a', 'bitvise', 'winsshd', windows[1])],
    }
  const found = software.find(({ prefix }) => beginsWith(text, prefix))
  if (found === undefined) return {}
  const said = version.exec(text.slice(found.prefix.length))?.[1]
  const system = systemOf(comment, said)
  return {
    product: found.product,
    version: said,
    vendor: found.vendor,
    os: found.os ?? system?.os,
    deviceType: found.deviceType,
    cpe: [...cpeOf(found, said), ...(system?.cpe ?? [])],
    facts: { patchLevel: comment || undefined, apacheSshd: sshdInGerrit.exec(comment)?.[1] },
  }
}

/** `Go`, not `GoAnywhere`. */
function beginsWith(text: string, prefix: string): boolean {
  return (
    text.startsWith(prefix) && !/^[a-z][a-z]/i.test(prefix.slice(-1) + text.slice(prefix.length, prefix.length + 1))
  )
}

function cpeOf({ cpe: name }: Software, said: string | undefined): string[] {
  // Versions of SSH in Cisco IOS and RouterOS are not those of the system.
  return name === undefined ? [] : [cpe(...name, name[0] === 'o' ? null : said)]
}
