// Twenty scans in a row, and whoever comes after them from the same address still gets in.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Outcome } from '../lab/exec.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { countConnections, takeCounts } from '../lab/zoo/connections.ts'
import { startZoo, type Zoo, zooDaemons } from '../lab/zoo/zoo.ts'
import { portreeve } from './cli-program.ts'

const scans = 20

labSuite(`after ${scans} scans`, () => {
  let lab: Lab
  let zoo: Zoo
  let counts: ReadonlyMap<number, number>

  beforeAll(async () => {
    lab = await createLab('harm')
    zoo = await startZoo(lab, await zooDaemons(['openssh', 'mariadb']))
    expect(zoo.absent).toEqual([])
    await countConnections(zoo.server)
    for (let scan = 0; scan < scans; scan++) {
      const { code, stderr } = await portreeve(zoo.client, ['identify', `${zoo.server.ipv4}:22,3306`, '-f', 'jsonl'])
      expect(code, stderr).toBe(0)
    }
    counts = await takeCounts(zoo.server)
  })
  afterAll(() => lab.destroy())

  // MaxStartups 10:30:100 and LoginGraceTime 120 by default.
  test('sshd lets a client in', async () => {
    const key = join(zoo.folder, 'openssh', 'client')
    const options = ['BatchMode=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR']
    const words = [...options.flatMap((option) => ['-o', option]), '-i', key, `root@${zoo.server.ipv4}`, 'echo in']
    const { stdout } = await zoo.client.exec('ssh', words)
    expect(stdout).toBe('in\n')
  })

  test('the sshd jail of fail2ban finds nothing in its log', async () => {
    const { output } = zoo.daemons.get('openssh')!
    // Its words alone: what a syslog daemon puts before them, and a real failure to see that the rules are at work.
    const failure = 'Failed password for invalid user admin from 192.0.2.9 port 4711 ssh2'
    const lines = [failure, ...output.split('\n').filter((line) => line !== '')]
    const log = join(lab.directory, 'auth.log')
    writeFileSync(log, lines.map((line) => `Nov 22 12:00:00 zoo sshd[100]: ${line}\n`).join(''))
    const { stdout } = await zoo.client.exec('fail2ban-regex', ['-v', log, '/etc/fail2ban/filter.d/sshd.conf'], {
      anyExit: true,
    })
    expect(lines.length).toBeGreaterThan(scans)
    expect(stdout).toMatch(new RegExp(`^Lines: ${lines.length} lines, \\d+ ignored, 1 matched`, 'm'))
  })

  // It blocks a host after 100 connections that end before a log-in, ours among them: there must be few.
  test('MariaDB lets a client in, and met one connection a scan', async () => {
    expect(counts.get(3306)).toBeLessThanOrEqual(scans)
    const query = ['-h', zoo.server.ipv4, '-u', 'zoo', '-pzoo', '--skip-ssl', '-N', '-e', 'select 1']
    const { stdout }: Outcome = await zoo.client.exec('mariadb', query)
    expect(stdout).toBe('1\n')
  })
})
