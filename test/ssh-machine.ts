// A machine of the lab that is reached by SSH, with an /etc, /run and /var/lib of its own: what is done to it is done to nobody else.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Daemon } from '../lab/daemon.ts'
import { type ExecOptions, type Outcome, run } from '../lab/exec.ts'
import type { Host } from '../lab/host.ts'
import type { Lab } from '../lab/lab.ts'
import { pidsIn } from '../lab/namespaces.ts'
import { mainFile } from './cli-program.ts'

const sshOptions = [
  'BatchMode=yes',
  'StrictHostKeyChecking=no',
  'UserKnownHostsFile=/dev/null',
  'LogLevel=ERROR',
  'ConnectTimeout=5',
]

/** Its own mounts, which sessions inherit, and somebody who keeps them for as long as it is there. */
const setUp = `
mount --make-rprivate /
cp -a /etc "$1/etc"
mount --bind "$1/etc" /etc
mount -t tmpfs none /var/lib
mount -t tmpfs none /run
sed -i "s#^root:.*#root:x:0:0:root:$1/home:/bin/sh#" /etc/passwd
rm -rf /etc/dropbear
mkdir -p /etc/dropbear
echo ready
exec sleep infinity
`

/** It may have ended meanwhile. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

export class SshMachine {
  readonly host: Host
  readonly #client: Host
  readonly #folder: string
  #keeper: Daemon | null = null

  constructor(lab: Lab, client: Host, host: Host) {
    this.host = host
    this.#client = client
    this.#folder = join(lab.directory, `machine-${host.name}`)
  }

  /** The file of the key that lets in who has it. */
  get key(): string {
    return join(this.#folder, 'key')
  }

  /** Of root there. */
  get home(): string {
    return join(this.#folder, 'home')
  }

  async start(): Promise<void> {
    mkdirSync(join(this.home, '.ssh'), { recursive: true, mode: 0o700 })
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', this.key])
    writeFileSync(join(this.home, '.ssh', 'authorized_keys'), readFileSync(`${this.key}.pub`), { mode: 0o600 })
    const words = ['--mount', 'sh', '-ec', setUp, 'sh', this.#folder]
    this.#keeper = await this.host.spawn('unshare', words, { ready: { output: /ready/ } })
    await this.#startServer()
  }

  async #startServer(): Promise<void> {
    const server = ['dropbear', '-F', '-E', '-R', '-s', '-p', '22', '-P', '/run/dropbear.pid']
    const within = ['--target', `${this.#keeper?.pid}`, '--mount']
    await this.host.spawn('nsenter', [...within, ...server], { ready: { tcp: 22 } })
  }

  /** Runs something in a session of its own from the client, as root. */
  ssh(command: string, options: ExecOptions = {}): Promise<Outcome> {
    return this.#client.exec('ssh', [...this.#login(this.host.ipv4), command], { anyExit: true, ...options })
  }

  /** The command line of a session that is begun within one. */
  sshCommand(address: string, command: string): string {
    return ['ssh', ...this.#login(address), `'${command}'`].join(' ')
  }

  #login(address: string): string[] {
    return [...sshOptions.flatMap((option) => ['-o', option]), '-i', this.key, `root@${address}`]
  }

  /** The command line of `portreeve` there. */
  portreeve(words: string): string {
    return `${process.execPath} ${mainFile} ${words}`
  }

  /** Runs something there that needs no network: its console. */
  console(command: string): Promise<Outcome> {
    const within = ['--target', `${this.#keeper?.pid}`, '--mount']
    return this.host.exec('nsenter', [...within, 'sh', '-c', command], { anyExit: true })
  }

  /** Whether a new session can be had. */
  async isReached(): Promise<boolean> {
    return (await this.ssh('true', { timeoutMs: 30_000 })).code === 0
  }

  /** It goes down and comes up: every process ends, the kernel forgets its rules, what was written stays, and what the start runs is run. */
  async reboot(): Promise<void> {
    for (const pid of pidsIn(this.host.namespace)) if (pid !== this.#keeper?.pid) end(pid)
    await this.console('nft flush ruleset')
    await this.console('for script in /etc/rc2.d/S*; do case $script in *portreeve*) $script start;; esac; done')
    await this.#startServer()
  }
}
