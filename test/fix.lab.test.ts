import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { pidsIn } from '../lab/namespaces.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import { waitFor } from '../lab/wait.ts'
import { SshMachine } from './ssh-machine.ts'

/** Ends a session's own process only once something has happened there. */
const forever = 'sleep 600'

labSuite('closing a port by SSH', () => {
  let lab: Lab
  let client: Host
  let machine: SshMachine

  beforeAll(async () => {
    lab = await createLab('fix')
    const hosts = await pair(lab)
    client = hosts.client
    machine = new SshMachine(lab, client, hosts.server)
    await machine.start()
    await hosts.server.listen({ tcp: [6379, 8080] })
  })

  afterAll(() => lab?.destroy())

  beforeEach(async () => {
    await machine.console('nft flush ruleset')
    await machine.console('rm -rf /var/lib/portreeve /etc/nftables.conf; touch /etc/nftables.conf')
  })

  const rules = async () => (await machine.console('nft list ruleset')).stdout
  const connects = async (port: number) =>
    (await client.exec('bash', ['-c', `timeout 1 bash -c '</dev/tcp/${machine.host.ipv4}/${port}'`], { anyExit: true }))
      .code === 0
  const fix = (words: string) => machine.ssh(machine.portreeve(`fix ${words}`))
  const stage = async () => (await machine.console('cat /var/lib/portreeve/changes/*/progress.json')).stdout
  const hooks = async () => (await machine.console('ls /etc/rc2.d /etc/init.d | grep -c portreeve')).stdout.trim()

  it('closes one, keeps the rest, and keeps it once it is confirmed', async () => {
    const made = await fix('10.9.0.2:6379 --apply close-in-nftables')
    expect(made.stderr).toBe('')
    expect(made.code).toBe(0)
    expect(made.stdout).toContain('10.9.0.2:6379/tcp from 10.9.0.0/24 (eth0): accept → drop')
    expect(made.stdout).not.toContain(':8080/tcp')
    expect(made.stdout).toContain('Evaluated closed, not verified')
    expect(made.stdout).toContain('this SSH session:\n  from 10.9.0.1')
    expect(await connects(6379)).toBe(false)
    expect(await connects(8080)).toBe(true)
    expect((await machine.console('cat /etc/nftables.conf')).stdout).toBe('')
    expect(await hooks()).toBe('2')

    const confirmed = await fix('--confirm')
    expect(confirmed.stderr).toBe('')
    expect(confirmed.stdout).toContain('kept in /etc/nftables.conf')
    expect(await hooks()).toBe('0')
    await machine.console('nft flush ruleset; nft -f /etc/nftables.conf')
    expect(await connects(6379)).toBe(false)

    const undone = await fix('--undo')
    expect(undone.stdout).toContain('taken back')
    expect(await connects(6379)).toBe(true)
    expect((await machine.console('cat /etc/nftables.conf')).stdout).toBe('')
    expect(await rules()).toBe('')
  })

  it('refuses what would cut the session that asks for it, and changes nothing', async () => {
    for (const plan of ['close-in-nftables']) {
      const refused = await fix(`10.9.0.2:22 --apply ${plan}`)
      expect(refused.code).toBe(3)
      expect(refused.stderr).toContain('refused: it would cut the SSH session of 10.9.0.1')
      expect(await rules()).toBe('')
      expect((await machine.console('ls /var/lib/portreeve')).stdout).toBe('')
    }
  })

  it('a port that a redirect leads from to that of the session is the session', async () => {
    await machine.console(
      "nft 'add table ip t; add chain ip t p { type nat hook prerouting priority -100; }; add rule ip t p tcp dport 8080 redirect to :22'",
    )
    const refused = await fix('10.9.0.2:8080 --apply close-in-nftables')
    expect(refused.stderr).toContain('port 8080 leads to port 22')
  })

  it('a session within a session is not the only one that counts', async () => {
    const within = machine.portreeve('fix 10.9.0.2:22 --apply close-in-nftables')
    const refused = await machine.ssh(machine.sshCommand('127.0.0.1', within))
    expect(refused.stderr).toContain('refused: it would cut the SSH session of 10.9.0.1')
    expect(await rules()).toBe('')
  })

  it('lets the network of the session in, and refuses when that is another', async () => {
    const allowed = await fix('10.9.0.2:22 --apply only-from-10-9-0-0-24')
    expect(allowed.stderr).toBe('')
    expect(allowed.code).toBe(0)
    expect(allowed.stdout).toContain('Evaluated open from 10.9.0.0/24 (eth0) only')
    expect(await machine.isReached()).toBe(true)
    await fix('--undo')
    expect(await rules()).toBe('')
    await machine.console('ip address add 10.88.0.2/24 dev eth0')
    const refused = await fix('10.9.0.2:22 --apply only-from-10-88-0-0-24')
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('it would cut the SSH session')])
    await machine.console('ip address del 10.88.0.2/24 dev eth0')
  })

  it('what was forced through is taken back in time, although all that began it was killed', async () => {
    const cut = machine.ssh(
      `${machine.portreeve('fix 10.9.0.2:22 --apply close-in-nftables --force --confirm-within 5')} & ${forever}`,
    )
    await waitFor('the change', async () => (await rules()).includes('tcp dport 22 drop'))
    // The session with all that it started, but what waits for the deadline, which is in none.
    for (const pid of sessionProcesses(machine.host.namespace)) killIfThere(pid)
    await waitFor('the roll-back', async () => (await stage()).includes('"rolled-back"'))
    expect(await rules()).toBe('')
    expect(await machine.isReached()).toBe(true)
    expect(await hooks()).toBe('0')
    await cut
  })

  it('and although the disk is full', async () => {
    await machine.console('mkdir -p /var/lib/portreeve; mount -t tmpfs -o size=1m none /var/lib/portreeve')
    const made = await fix('10.9.0.2:6379 --apply close-in-nftables --confirm-within 5')
    expect(made.code, made.stderr).toBe(0)
    await machine.console('cat /dev/zero > /var/lib/portreeve/full')
    await waitFor('the roll-back', async () => (await rules()) === '')
    expect(await stage()).toContain('"applied"')
    await machine.console('rm /var/lib/portreeve/full')
    await waitFor('that it is written down', async () => (await stage()).includes('"rolled-back"'))
    await machine.console('umount /var/lib/portreeve')
  })

  it('a file that is a link stays one, and nobody else may write what it leads to', async () => {
    await machine.console('cp /etc/nftables.conf /etc/rules.nft; chmod 600 /etc/rules.nft')
    await machine.console('ln -sf rules.nft /etc/nftables.conf')
    expect((await fix('10.9.0.2:6379 --apply close-in-nftables')).code).toBe(0)
    expect((await fix('--confirm')).code).toBe(0)
    const files = 'stat -c %F-%a /etc/nftables.conf; stat -L -c %F-%a /etc/nftables.conf'
    expect((await machine.console(files)).stdout).toBe('symbolic link-777\nregular file-600\n')
    expect((await machine.console('cat /etc/rules.nft')).stdout).toContain('tcp dport 6379 drop')
    expect((await fix('--undo')).code).toBe(0)
    expect((await machine.console('cat /etc/rules.nft')).stdout).toBe('')
  })

  it('one more is made by the same tool, although the only rules are those of the one before', async () => {
    expect((await fix('10.9.0.2:6379 --apply close-in-nftables')).code).toBe(0)
    expect((await fix('--confirm')).code).toBe(0)
    const { code, stderr } = await fix('10.9.0.2:8080 --apply close-in-nftables')
    expect([code, stderr]).toEqual([0, ''])
    expect((await rules()).match(/table inet portreeve-/g)).toHaveLength(2)
    expect((await fix('--undo')).code).toBe(0)
  })

  it('of two at the same time one is made, and one waits for it to be confirmed', async () => {
    const both = [6379, 8080].map((port) => fix(`10.9.0.2:${port} --apply close-in-nftables`))
    const outcomes = await Promise.all(both)
    expect(outcomes.map(({ code }) => code).sort(), outcomes.map(({ stderr }) => stderr).join()).toEqual([0, 3])
    expect(outcomes.find(({ code }) => code === 3)?.stderr).toContain('waits to be confirmed')
    expect((await rules()).match(/table inet portreeve-/g)).toHaveLength(1)
    expect((await fix('--undo')).code).toBe(0)
    expect(await hooks()).toBe('0')
  })

  it('and at a start of the machine within that time', async () => {
    const made = machine.ssh(
      `${machine.portreeve('fix 10.9.0.2:22 --apply close-in-nftables --force --confirm-within 3600')} & ${forever}`,
    )
    await waitFor('the change', async () => (await stage()).includes('"applied"'))
    // As if it had been confirmed half: the file that the start loads has the rule already.
    await machine.console('nft list ruleset > /etc/nftables.conf')
    await machine.reboot()
    expect(await stage()).toContain('the machine started anew')
    expect((await machine.console('cat /etc/nftables.conf')).stdout).toBe('')
    expect(await rules()).toBe('')
    expect(await machine.isReached()).toBe(true)
    expect(await hooks()).toBe('0')
    await made
  })
})

/** Processes of sessions: what has one of the SSH server's children above it, or is one. */
function sessionProcesses(namespace: string): readonly number[] {
  const all = pidsIn(namespace)
  const parents = new Map(all.map((pid) => [pid, parentOf(pid)]))
  const servers = all.filter((pid) => textOf(pid, 'comm') === 'dropbear')
  const isSession = (pid: number): boolean => {
    const parent = parents.get(pid)
    return parent !== undefined && (servers.includes(parent) || isSession(parent))
  }
  return all.filter((pid) => isSession(pid) && !textOf(pid, 'cmdline').includes('--at-deadline'))
}

function textOf(pid: number, file: 'comm' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').trim()
  } catch {
    return ''
  }
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}

/** It may end by itself between being listed and being killed. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
