// What another machine sees of this one, told to a check: by a file, and over ssh with nmap and with bash.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import type { CheckRecord } from '../src/model/check-record.ts'
import { complaints, portreeve, recordsOf } from './cli-program.ts'
import { SshMachine } from './ssh-machine.ts'

const rules = `table inet f {
  chain input {
    type filter hook input priority 0; policy accept;
    iif lo accept
    tcp dport 8080 drop
  }
}
`

labSuite('a check that heeds another machine', () => {
  let lab: Lab
  let machine: Host
  let elsewhere: SshMachine

  beforeAll(async () => {
    lab = await createLab('outside')
    machine = await lab.host('machine')
    const other = await lab.host('elsewhere')
    // One family makes fewer addresses to walk.
    for (const host of [machine, other]) await host.sysctl({ 'net.ipv6.conf.default.disable_ipv6': 1 })
    await machine.sysctl({ 'net.ipv6.conf.all.disable_ipv6': 1 })
    await lab.link(machine, other, { a: '10.9.0.2/24', b: '10.9.0.1/24' })
    await machine.listen({ tcp: [22, 8080], address: '0.0.0.0' })
    await machine.nft(rules)
    elsewhere = new SshMachine(lab, machine, other)
    await elsewhere.start()
    const ssh = `/etc/netns/${machine.namespace}/ssh`
    mkdirSync(ssh, { recursive: true })
    const words = [
      ...['Host elsewhere', 'HostName 10.9.0.1', 'User root', `IdentityFile ${elsewhere.key}`],
      ...['StrictHostKeyChecking no', 'UserKnownHostsFile /dev/null', 'LogLevel ERROR'],
    ]
    writeFileSync(join(ssh, 'ssh_config'), `${words.join('\n  ')}\n`)
  }, 60_000)
  afterAll(() => lab?.destroy())

  const checked = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await portreeve(machine, ['check', '-f', 'jsonl', ...words])
    expect([code, complaints(stderr)]).toEqual([0, ''])
    const rows = recordsOf<CheckRecord>(stdout).filter(({ address }) => address === '10.9.0.2')
    return Object.fromEntries(
      rows.map(({ port, exposure, reachable }) => [
        port,
        [exposure, ...reachable.map(({ from, state }) => `${state} from ${from}`)],
      ]),
    )
  }
  const expected = (vantage: string) => ({
    22: ['exposed', 'open from self', `open from ${vantage}`],
    8080: ['blocked', 'open from self', `filtered from ${vantage}`],
  })

  it('over ssh, with nmap', async () => {
    expect(await checked('--from', 'elsewhere')).toEqual(expected('elsewhere'))
  })

  it('over ssh, with bash where there is nothing better; and by a file, with what nobody here explains', async () => {
    await elsewhere.console('mount --bind /dev/null /usr/bin/nmap')
    const file = join(lab.directory, 'seen.jsonl')
    const seen = { address: '10.9.0.2', transport: 'tcp', port: 31_337, state: 'open', vantage: 'home' }
    writeFileSync(file, `${JSON.stringify(seen)}\n`)
    expect(await checked('--from', 'elsewhere', '--outside', file)).toEqual({
      ...expected('elsewhere'),
      31337: ['unexplained', 'open from home', 'closed from elsewhere'],
    })
  })

  it('keeps what was seen when the other machine cannot be reached, says so, and is not complete', async () => {
    const { code, stdout, stderr } = await portreeve(machine, ['check', '-f', 'jsonl', '--from', 'nobody@10.9.0.1'])
    expect(recordsOf<CheckRecord>(stdout).filter(({ address }) => address === '10.9.0.2')).toHaveLength(2)
    expect([code, stderr]).toEqual([3, expect.stringMatching(/^portreeve: not complete: --from nobody@10\.9\.0\.1: /m)])
  })

  it('refuses what names no host or file, in one line, before anything is sent', async () => {
    for (const [words, line] of [
      [['--from', '-oProxyCommand=x'], /^portreeve: --from "-oProxyCommand=x" names no host/],
      [['--outside', '/nowhere.xml'], /^portreeve: --outside "\/nowhere.xml" cannot be read \(ENOENT\)/],
    ] as const) {
      const { code, stdout, stderr } = await portreeve(machine, ['check', ...words])
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(line)
    }
  })
})
