// ports, who and explain, run as they are shipped.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { portreeve, recordsOf } from './cli-program.ts'

const fixedNames =
  'transport address port bind pid process executable user unit container connections since processes'.split(' ')

labSuite('the inside view', () => {
  let lab: Lab
  let host: Host

  beforeAll(async () => {
    lab = await createLab('inside')
    host = await lab.host('a')
    await host.listen({ tcp: [8080], udp: [5353] })
    await host.listen({ tcp: [6379], address: '127.0.0.1' })
    // A name of a process may hold anything but a slash and a zero byte: here a clear-screen, a title and a new line.
    const script = "process.title = '\\x1b[2J\\x1b]0;pwn\\x07\\n'; net.createServer().listen(4444, '127.0.0.1')"
    await host.spawn(process.execPath, ['-e', script], { ready: { tcp: 4444 } })
  })
  afterAll(() => lab.destroy())

  const run = (...args: string[]) => portreeve(host, args, { cwd: lab.directory })

  describe('ports', () => {
    test('has a record for each socket, with the names that stay', async () => {
      const { code, stdout, stderr } = await run('ports', '--format', 'jsonl')
      expect([code, stderr]).toEqual([0, ''])
      const records = recordsOf(stdout)
      expect(records.map(({ transport, port, bind }) => `${port}/${transport} ${bind}`).sort()).toEqual(
        ['8080/tcp dual-stack', '5353/udp dual-stack', '6379/tcp loopback', '4444/tcp loopback'].sort(),
      )
      for (const record of records) expect(Object.keys(record)).toEqual(expect.arrayContaining(fixedNames))
      expect(records.find(({ port }) => port === 8080)).toMatchObject({
        process: 'node',
        user: 'root',
        executable: process.execPath,
        connections: 0,
        since: expect.stringMatching(/^\d{4}-.*Z$/),
        processes: [{ name: 'node' }],
      })
    })

    test('ls is another name of it', async () => {
      const [ports, ls] = [await run('ports', '-f', 'csv'), await run('ls', '-f', 'csv')]
      expect(ls.stdout).toBe(ports.stdout)
    })

    test('shows only what was asked for', async () => {
      const chosen = async (...args: string[]) =>
        recordsOf((await run('ports', '-f', 'jsonl', ...args)).stdout).map(({ port }) => port)
      expect(await chosen('6000-9000/tcp')).toEqual(expect.arrayContaining([6379, 8080]))
      expect(await chosen('--udp')).toEqual([5353])
      expect(await chosen('-6')).not.toContain(6379)
      expect(await chosen('1')).toEqual([])
    })

    test.each(['table', 'json', 'csv', 'html', 'markdown'])('as %s it shows a hostile name escaped', async (format) => {
      const { code, stdout, stderr } = await run('ports', '4444', '--format', format)
      expect([code, stderr]).toEqual([0, ''])
      expect(stdout).toContain('4444')
      expect(stdout).not.toContain('\u001b')
    })

    test('writes files, and refuses a folder that is not there', async () => {
      expect(await run('ports', '-o', 'ports.json', '-o', 'ports.md')).toMatchObject({ code: 0, stderr: '' })
      expect(await run('ports', '-o', 'nowhere/ports.json')).toMatchObject({ code: 2, stdout: '' })
    })
  })

  describe('who', () => {
    test('names the holder and how to free the port', async () => {
      const { code, stdout, stderr } = await run('who', '8080')
      expect([code, stderr]).toEqual([0, ''])
      expect(stdout).toMatch(/8080\/tcp is held by node \(pid \d+, user root\)/)
      expect(stdout).toMatch(/to free it +kill \d+/)
    })

    test('says that nobody holds a port, and where else to look, with exit code 1', async () => {
      await lab.host('elsewhere')
      const { code, stdout, stderr } = await run('who', '8081')
      expect([code, stderr]).toEqual([1, ''])
      expect(stdout).toMatch(/^nothing listens on port 8081 in this network namespace\n/)
      expect(stdout).toMatch(
        /note: [\d,]+ other network namespaces? not looked into; --all-netns does \(needs root\)\n$/,
      )
      const json = await run('who', '8081', '--json')
      expect(json.code).toBe(1)
      expect(JSON.parse(json.stdout)).toMatchObject({ held: [], notes: [expect.stringContaining('--all-netns')] })
      expect(await run('who', '8081/udp', '--all-netns')).toMatchObject({
        stdout: expect.stringMatching(/^(nothing listens on 8081\/udp in any network namespace|.* is held by)/),
      })
      expect((await run('who', '--help')).stdout).toMatch(/Exit codes: 0 somebody holds it, 1 nobody does/)
    })

    test('shows a hostile name escaped', async () => {
      const { stdout } = await run('who', '4444')
      expect(stdout).toContain('4444/tcp is held by')
      expect(stdout).not.toContain('\u001b')
    })

    test('finds a free port, also as data', async () => {
      expect(await run('who', '--free', '8080-8090')).toMatchObject({ code: 0, stdout: '8081\n', stderr: '' })
      const { stdout } = await run('who', '--free', '5353-5360/udp', '--json')
      expect(JSON.parse(stdout)).toMatchObject({ port: 5354 })
    })

    test('none free: nothing on standard output, one line and exit code 3', async () => {
      const { code, stdout, stderr } = await run('who', '--free', '8080-8080')
      expect([code, stdout]).toEqual([3, ''])
      expect(stderr).toMatch(/^portreeve: none of 8080-8080\/tcp is free[^\n]*\n$/)
    })
  })

  describe('explain', () => {
    test('a number, a number with transport and a name', async () => {
      expect((await run('explain', '445')).stdout).toMatch(/^445\/tcp {2}smb/)
      expect((await run('explain', '161/udp')).stdout).toMatch(/^161\/udp {2}snmp/)
      expect((await run('explain', 'redis')).stdout).toMatch(/^6379\/tcp {2}redis/)
    })

    test('as data', async () => {
      const [first] = JSON.parse((await run('explain', 'telnet', '--json')).stdout)
      expect(first).toMatchObject({ port: 23, transport: 'tcp', category: 'risky', cleartext: true })
      expect(first.replacement.protocol).toBe('ssh')
    })
  })

  test('nothing of this needs more than to read: a read-only folder is fine', async () => {
    await host.exec('sh', ['-c', 'mkdir -p ro && chmod 555 ro'], { cwd: lab.directory })
    const { code } = await portreeve(host, ['ports'], { cwd: `${lab.directory}/ro` })
    expect(code).toBe(0)
    const readOnly = await host.exec(
      'unshare',
      ['-m', 'sh', '-c', 'mount -t tmpfs -o ro none ro && exec "$0" "$@"', process.execPath].concat([
        new URL('../dist/cli/main.js', import.meta.url).pathname,
        'ports',
        '-o',
        'ro/x.json',
      ]),
      { cwd: lab.directory, anyExit: true },
    )
    expect(readOnly).toMatchObject({ code: 2, stdout: '' })
    expect(readOnly.stderr).toMatch(/^portreeve: -o "ro\/x\.json": the file system is read-only\n$/)
  })
})
