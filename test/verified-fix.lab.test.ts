// Whether a port was closed, as another machine sees it: over ssh with what is there, and by files of scans.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { waitFor } from '../lab/wait.ts'
import type { Looks } from '../src/model/change.ts'
import { SshMachine } from './ssh-machine.ts'

labSuite('a port that was closed, seen from elsewhere', () => {
  let lab: Lab
  let machine: SshMachine
  let other: Host

  beforeAll(async () => {
    lab = await createLab('verified-fix')
    const server = await lab.host('machine')
    other = await lab.host('elsewhere')
    // One family makes fewer addresses to look at.
    for (const host of [server, other]) await host.sysctl({ 'net.ipv6.conf.default.disable_ipv6': 1 })
    await lab.link(server, other, { a: '10.9.0.2/24', b: '10.9.0.1/24' })
    await server.listen({ tcp: [6379, 8080], address: '0.0.0.0' })
    const elsewhere = new SshMachine(lab, server, other)
    machine = new SshMachine(lab, other, server)
    await Promise.all([elsewhere.start(), machine.start()])
    const words = [
      ...['Host elsewhere', 'HostName 10.9.0.1', 'User root', `IdentityFile ${elsewhere.key}`],
      ...['StrictHostKeyChecking no', 'UserKnownHostsFile /dev/null', 'LogLevel ERROR'],
    ]
    writeFileSync(join(machine.home, '.ssh', 'config'), `${words.join('\n  ')}\n`, { mode: 0o600 })
  }, 60_000)
  afterAll(() => lab?.destroy())

  beforeEach(async () => {
    await machine.console('nft flush ruleset; rm -rf /var/lib/portreeve; touch /etc/nftables.conf')
  })

  const fix = (words: string) => machine.console(machine.portreeve(`fix ${words}`))
  const looks = async () =>
    JSON.parse((await machine.console('cat /var/lib/portreeve/changes/*/looks.json')).stdout) as Looks
  const states = async () => {
    const { before, after } = await looks()
    return [before, after].map((some) => some.map(({ vantage, state }) => `${vantage} ${state}`))
  }

  it('is looked at before and after, what was seen is kept; and it is found open when the rule has gone', async () => {
    const made = await fix('10.9.0.2:6379 --apply close-in-nftables --from elsewhere')
    expect([made.code, made.stderr]).toEqual([0, ''])
    expect(made.stdout).toContain('as seen from elsewhere:\n  10.9.0.2:6379/tcp from elsewhere: open\n')
    expect(made.stdout).toContain(
      '\nEvaluated closed.\nVerified closed from elsewhere: 10.9.0.2:6379/tcp before open, now filtered.',
    )
    expect(await states()).toEqual([['elsewhere open'], ['elsewhere filtered']])
    expect((await fix('--confirm')).code).toBe(0)
    expect((await fix('--list')).stdout).toContain('confirmed, verified closed from elsewhere')

    await machine.console('nft flush ruleset')
    const found = await fix('--verify --from elsewhere')
    expect([found.code, found.stdout]).toEqual([
      1,
      expect.stringMatching(/^NOT closed: elsewhere still gets in: .*now open\.$/m),
    ])
    expect(await states()).toEqual([['elsewhere open'], ['elsewhere open']])
    expect((await fix('--undo')).code).toBe(0)
    const gone = await fix('--verify --from elsewhere')
    expect([gone.code, gone.stderr]).toEqual([3, expect.stringContaining('there is no change that it could be')])
  })

  it('is not verified by who did not get in before', async () => {
    await machine.console(
      'nft "add table ip f; add chain ip f i { type filter hook input priority 0; }; add rule ip f i tcp dport 8080 reject with tcp reset"',
    )
    const made = await fix('10.9.0.2:8080 --apply close-in-nftables --from elsewhere')
    expect(made.code, made.stderr).toBe(0)
    expect(made.stdout).toContain(
      'Not verified from elsewhere: 10.9.0.2:8080/tcp before closed, now filtered; it did not get in before either',
    )
    expect(made.stdout).not.toContain('Verified closed')
    expect((await fix('--verify --from elsewhere')).code).toBe(3)
    expect((await fix('--undo')).code).toBe(0)
  })

  it('is verified by a scan made since, and not by one made before', async () => {
    const file = join(lab.directory, 'home.xml')
    const scan = () => other.exec('nmap', ['-n', '-Pn', '-sT', '-p', '6379', '-oX', file, '10.9.0.2'])
    await scan()
    const made = await fix(`10.9.0.2:6379 --apply close-in-nftables --outside ${file}`)
    expect([made.code, made.stderr]).toEqual([0, ''])
    expect(made.stdout).toContain(
      'Not verified from home.xml: 10.9.0.2:6379/tcp before open, now not looked at; nobody has looked from there since.',
    )

    const early = await fix(`--verify --outside ${file}`)
    expect([early.code, early.stderr]).toEqual([
      3,
      'portreeve: note: home.xml is older than the change: it tells how it was before\n',
    ])
    // nmap says when it began in whole seconds.
    const { changedAt } = await looks()
    await waitFor('the next second', () => Date.now() >= Date.parse(changedAt!) + 1000)
    await scan()
    const since = await fix(`--verify --outside ${file}`)
    expect([since.code, since.stdout]).toEqual([
      0,
      'Verified closed from home.xml: 10.9.0.2:6379/tcp before open, now filtered.\n',
    ])
    expect((await fix('--undo')).code).toBe(0)
  })

  it('is left as it is when one of them cannot look, or none is named', async () => {
    const unreached = await fix('10.9.0.2:6379 --apply close-in-nftables --from nobody@10.9.0.1')
    expect([unreached.code, unreached.stderr]).toEqual([
      3,
      expect.stringMatching(/^portreeve: nothing was changed: --from nobody@10\.9\.0\.1: /),
    ])
    expect((await machine.console('nft list ruleset')).stdout).toBe('')
    for (const [words, line] of [
      ['10.9.0.2:6379 --from elsewhere', '--from and --outside go with --apply or --verify'],
      ['--verify', '--verify from where?'],
      ['--verify --from -oProxyCommand=x', 'names no host'],
    ] as const) {
      const { code, stderr } = await fix(words)
      expect([code, stderr]).toEqual([2, expect.stringContaining(line)])
    }
  })
})
