import { existsSync } from 'node:fs'
import { OperationError } from '../../lib/errors.ts'
import { linkDurably, removeDurably, writeDurably } from './durable-file.ts'
import { ownProgram } from './own-program.ts'

/** What the start of the machine runs to take back changes that nobody confirmed. */
interface Hook {
  readonly file: string
  readonly mode: number
  readonly text: string
  /** By which the start finds it. */
  readonly links: readonly string[]
}

const words = () => ownProgram(['fix', '--at-boot'])
/** Rules are loaded by these; what they load has to be right by then. */
const before = [
  'network-pre.target',
  'ufw.service',
  'nftables.service',
  'netfilter-persistent.service',
  'iptables.service',
  'ip6tables.service',
  'firewalld.service',
  'sockets.target',
]
/** Runlevels with a network, Linux Standard Base 5.0, Core, 22.5. */
const runlevels = [2, 3, 4, 5]

/** Returns once it would hold at a start of the machine. @throws OperationError where no start would run it */
export function armBootHook(): void {
  const hook = hookHere()
  if (hook === null)
    throw new OperationError(
      'nothing here would take the change back if the machine started anew meanwhile: neither systemd nor init scripts',
    )
  writeDurably(hook.file, hook.text, { mode: hook.mode, uid: 0, gid: 0 })
  for (const link of hook.links) linkDurably(hook.file, link)
}

export function disarmBootHook(): void {
  for (const hook of [systemdHook(), openRcHook(), sysvHook()]) {
    for (const path of [...hook.links, hook.file]) if (existsSync(path)) removeDurably(path)
  }
}

function hookHere(): Hook | null {
  if (existsSync('/run/systemd/system')) return systemdHook()
  if (existsSync('/run/openrc') && existsSync('/etc/local.d')) return openRcHook()
  return existsSync('/etc/init.d') && existsSync('/etc/rc2.d') ? sysvHook() : null
}

function systemdHook(): Hook {
  const name = 'portreeve-roll-back.service'
  const unit = [
    '[Unit]',
    'Description=Take back changes of ports that were not confirmed',
    'DefaultDependencies=no',
    'RequiresMountsFor=/var/lib/portreeve /usr /etc',
    'After=local-fs.target',
    `Before=${before.join(' ')}`,
    '',
    '[Service]',
    'Type=oneshot',
    `ExecStart=${words().map(unitWord).join(' ')}`,
    '',
    '[Install]',
    'WantedBy=sysinit.target',
    '',
  ]
  const folder = '/etc/systemd/system'
  return {
    file: `${folder}/${name}`,
    mode: 0o644,
    text: unit.join('\n'),
    links: [`${folder}/sysinit.target.wants/${name}`],
  }
}

/** systemd.service(5), COMMAND LINES: `%` and `$` are doubled, quotes are as in C. */
function unitWord(word: string): string {
  const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$')
  return /^[\w@%+=:,./-]+$/.test(escaped) ? escaped : `"${escaped.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function openRcHook(): Hook {
  return { file: '/etc/local.d/portreeve-roll-back.start', mode: 0o755, text: script(''), links: [] }
}

function sysvHook(): Hook {
  const lsb = `### BEGIN INIT INFO
# Provides:          portreeve-roll-back
# Required-Start:    $local_fs
# Required-Stop:
# Default-Start:     2 3 4 5
# Default-Stop:
# Short-Description: Take back changes of ports that were not confirmed
### END INIT INFO
[ "$1" = start ] || exit 0
`
  const links = runlevels.map((level) => `/etc/rc${level}.d/S01portreeve-roll-back`)
  return { file: '/etc/init.d/portreeve-roll-back', mode: 0o755, text: script(lsb), links }
}

function script(head: string): string {
  return `#!/bin/sh\n${head}exec ${words()
    .map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
    .join(' ')}\n`
}
