import { existsSync, lstatSync } from 'node:fs'
import { OperationError } from '../../lib/errors.ts'
import { shellWord } from '../linux/as-root.ts'
import { linkDurably, removeDurably, writeDurably } from './durable-file.ts'
import { ownProgram } from './own-program.ts'
import { complaintOf, runProgram } from './run-program.ts'

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
const initScript = '/etc/init.d/portreeve-roll-back'
/** Runlevels with a network, Linux Standard Base 5.0, Core, 22.5. */
const runlevels = [2, 3, 4, 5]

/** Returns once it would hold at a start of the machine. @throws OperationError where no start would run it */
export async function armBootHook(): Promise<void> {
  const hook = hookHere()
  if (hook === null)
    throw new OperationError(
      'nothing here would take the change back if the machine started anew meanwhile: neither systemd nor init scripts',
    )
  writeDurably(hook.file, hook.text, { mode: hook.mode, uid: 0, gid: 0 })
  for (const link of hook.links) linkDurably(hook.file, link)
  // Debian's startpar goes by this file, and runs nothing that is not in it (insserv(8)).
  if (hook.file !== initScript || !existsSync('/etc/init.d/.depend.start')) return
  const ended = await runProgram(['update-rc.d', 'portreeve-roll-back', 'defaults'])
  if (ended.code !== 0) throw new OperationError(`update-rc.d: ${complaintOf(ended)}; nothing was changed`)
}

export function disarmBootHook(): void {
  for (const hook of [systemdHook(), openRcHook(), sysvHook()]) {
    // A link may be left that leads nowhere.
    for (const path of [...hook.links, hook.file])
      if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) removeDurably(path)
  }
}

function hookHere(): Hook | null {
  if (existsSync('/run/systemd/system')) return systemdHook()
  if (existsSync('/run/openrc') && existsSync('/etc/runlevels/boot')) return openRcHook()
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
    // The start of the machine waits for it, and must not do so for ever.
    'TimeoutStartSec=300',
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

/** openrc-run(8). What is in /etc/local.d runs only where the service of that name was added, which Alpine does not do by itself. */
function openRcHook(): Hook {
  const text = `#!/sbin/openrc-run
description="Take back changes of ports that were not confirmed"
depend() {
	need localmount
	before net firewall nftables iptables ip6tables ufw
}
start() {
	${shellWords()}
}
`
  return { file: initScript, mode: 0o755, text, links: ['/etc/runlevels/boot/portreeve-roll-back'] }
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
  return { file: initScript, mode: 0o755, text: `#!/bin/sh\n${lsb}exec ${shellWords()}\n`, links }
}

const shellWords = () => words().map(shellWord).join(' ')
