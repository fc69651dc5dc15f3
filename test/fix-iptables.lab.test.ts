import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { waitFor } from '../lab/wait.ts'
import { SshMachine } from './ssh-machine.ts'

labSuite('closing a port with iptables and ufw', () => {
  let lab: Lab
  let client: Host
  let machine: SshMachine

  /** client 10.9.0.1 — 10.9.0.2 server 172.17.0.1 — 172.17.0.2 container */
  beforeAll(async () => {
    lab = await createLab('fix-iptables')
    client = await lab.host('client')
    const server = await lab.router('server')
    const container = await lab.host('container')
    await lab.link(client, server, { a: ['10.9.0.1/24', 'fd09::1/64'], b: ['10.9.0.2/24', 'fd09::2/64'] })
    await lab.link(server, container, { a: '172.17.0.1/24', b: '172.17.0.2/24' })
    await container.route('default', '172.17.0.1')
    machine = new SshMachine(lab, client, server)
    await machine.start()
    await server.listen({ tcp: [6379, 8080] })
    await container.listen({ tcp: [5432] })
  })

  afterAll(() => lab?.destroy())

  beforeEach(async () => {
    await machine.console('nft flush ruleset; rm -rf /var/lib/portreeve /etc/iptables; mkdir /etc/iptables')
    await machine.console('touch /etc/iptables/rules.v4 /etc/iptables/rules.v6')
  })

  const connects = async (port: number, host = '10.9.0.2') => {
    const words = ['-c', `timeout 1 bash -c '</dev/tcp/${host}/${port}'`]
    return (await client.exec('bash', words, { anyExit: true })).code === 0
  }
  const fix = (words: string) => machine.ssh(machine.portreeve(`fix ${words}`))
  const done = async (command: string) => {
    const outcome = await machine.console(command)
    expect(outcome.code, `${command}: ${outcome.stderr}`).toBe(0)
    return outcome.stdout
  }
  const portOf = (listing: string) => listing.split('\n').filter((line) => line.includes('portreeve-'))

  it('a rule of iptables goes to the top of both families, and is kept where netfilter-persistent loads it', async () => {
    await done('iptables -A INPUT -p tcp --dport 6379 -j ACCEPT')
    const made = await fix('10.9.0.2:6379 --apply close-in-iptables')
    expect([made.code, made.stderr.replace(/^portreeve: note: .*\n/gm, '')]).toEqual([0, ''])
    expect(await connects(6379)).toBe(false)
    expect(await connects(6379, 'fd09::2')).toBe(false)
    expect(await connects(8080)).toBe(true)
    expect(await done('cat /etc/iptables/rules.v4')).toBe('')

    expect((await fix('--confirm')).stdout).toContain('/etc/iptables/rules.v4 and /etc/iptables/rules.v6')
    await done(
      'nft flush ruleset; iptables-restore < /etc/iptables/rules.v4; ip6tables-restore < /etc/iptables/rules.v6',
    )
    expect(await connects(6379)).toBe(false)
    expect(await connects(6379, 'fd09::2')).toBe(false)

    expect((await fix('--undo')).code).toBe(0)
    expect(await connects(6379)).toBe(true)
    expect(portOf(await done('iptables-save; ip6tables-save; cat /etc/iptables/rules.v4'))).toEqual([])
    expect(await done('cat /etc/iptables/rules.v4')).toContain('--dport 6379 -j ACCEPT')
  })

  it('SSH is refused with iptables as well', async () => {
    await done('iptables -A INPUT -p tcp --dport 22 -j ACCEPT')
    const refused = await fix('10.9.0.2:22 --apply close-in-iptables')
    expect(refused.stderr).toContain('refused: it would cut the SSH session of 10.9.0.1')
    expect(portOf(await done('iptables-save'))).toEqual([])
  })

  it('what Docker publishes is closed in DOCKER-USER, and the container goes on for others', async () => {
    await done(`iptables -N DOCKER-USER; iptables -A DOCKER-USER -j RETURN; iptables -A FORWARD -j DOCKER-USER
      iptables -t nat -A PREROUTING -p tcp --dport 15432 -j DNAT --to-destination 172.17.0.2:5432`)
    const config = JSON.stringify({
      Name: '/db',
      Config: { Labels: {} },
      NetworkSettings: { Ports: { '5432/tcp': [{ HostIp: '0.0.0.0', HostPort: '15432' }] } },
    })
    await done(`mkdir -p /var/lib/docker/containers/1; echo '${config}' > /var/lib/docker/containers/1/config.v2.json`)
    await client.route('172.17.0.0/24', '10.9.0.2')
    expect(await connects(15_432)).toBe(true)
    const made = await fix('10.9.0.2:15432 --apply close-in-docker-user')
    expect(made.code, made.stderr).toBe(0)
    expect(await connects(15_432)).toBe(false)
    // The very same port of the container, not by way of the one that is published.
    expect(await connects(5432, '172.17.0.2')).toBe(true)
    await fix('--undo')
    expect(await connects(15_432)).toBe(true)
    await done('rm -rf /var/lib/docker')
  })

  it('a port that a rule leads elsewhere, and one that nobody has', async () => {
    await done(`nft 'add table ip d; add chain ip d p { type nat hook prerouting priority dstnat; }'
      nft 'add rule ip d p tcp dport 15433 dnat to 172.17.0.2:5432'`)
    expect(await connects(15_433)).toBe(true)
    const shown = await fix('10.9.0.2:15433')
    expect(shown.code).toBe(0)
    expect(shown.stdout).toContain('nobody listens on 10.9.0.2:15433/tcp, but')
    expect(shown.stdout).toContain('leads it to 172.17.0.2:5432/tcp')
    const made = await fix('10.9.0.2:15433 --apply close-in-nftables')
    expect(made.code, made.stderr).toBe(0)
    expect(made.stdout).toContain('10.9.0.2:15433/tcp from 10.9.0.0/24 (eth0): accept → drop')
    expect(made.stdout).toContain('Evaluated closed')
    expect(await connects(15_433)).toBe(false)
    await fix('--undo')
    expect(await connects(15_433)).toBe(true)
    await done('nft flush chain ip d p; nft add rule ip d p tcp dport 15433 redirect to :6379')
    expect(await connects(15_433)).toBe(true)
    expect((await fix('10.9.0.2:15433 --apply close-in-nftables')).stdout).toContain('Evaluated closed')
    expect(await connects(15_433)).toBe(false)
    expect(await connects(6379)).toBe(true)
    await fix('--undo')

    const nobody = await fix('10.9.0.2:1')
    expect([nobody.code, nobody.stdout]).toEqual([1, 'nobody listens on 10.9.0.2:1/tcp, and no rule opens it\n'])
  })

  it('what an init script has started is stopped by it, what was started by hand is not', async () => {
    await done(`mkdir -p /var/lib/redis /run/redis; chown redis:redis /var/lib/redis /run/redis
      sed -i -e 's/^bind .*/bind 0.0.0.0/; s/^port .*/port 6390/; s/^logfile .*/logfile ""/' /etc/redis/redis.conf
      /etc/init.d/redis-server start`)
    const started = async (port: number) => {
      await waitFor(`port ${port}`, () => connects(port))
      return (await machine.console(machine.portreeve(`fix *:${port}`))).stdout
    }
    const scripted = await started(6390)
    expect(scripted).toContain('1. Stop redis-server, and keep it from starting again  [stop-init-script]')
    expect(scripted).toContain('/etc/init.d/redis-server restart')
    await machine.console('redis-server --port 6391 --bind 0.0.0.0 --protected-mode no --save "" --daemonize yes')
    const byHand = await started(6391)
    expect(byHand).toContain('1. End redis-server (pid ')
    expect(byHand).not.toContain('/etc/init.d')
    await done('/etc/init.d/redis-server stop; redis-cli -p 6391 shutdown nosave')
  })

  it('ufw: a rule before all others, taken back in time', async () => {
    await done('ufw --force reset && ufw allow 22/tcp && ufw limit 6379/tcp && ufw --force enable')
    expect(await connects(6379)).toBe(true)
    const before = await done('cat /etc/ufw/user.rules /etc/ufw/user6.rules')
    const made = await fix('10.9.0.2:6379 --apply close-in-ufw --confirm-within 5')
    expect(made.code, made.stderr).toBe(0)
    // What somebody else does meanwhile goes with it, and is kept.
    await done('ufw allow 8081/tcp')
    await waitFor('the roll-back', async () =>
      (await done('cat /var/lib/portreeve/changes/*/progress.json')).includes('"rolled-back"'),
    )
    expect(await done('cat /var/lib/portreeve/changes/*/after-0')).toContain('### tuple ### deny tcp 6379')
    expect(await done('cat /var/lib/portreeve/changes/*/found-0')).toContain('allow tcp 8081')
    expect(await connects(6379)).toBe(true)
    expect(await done('cat /etc/ufw/user.rules /etc/ufw/user6.rules')).toBe(before)
    expect(await done('ufw status')).not.toContain('DENY')
  })

  it('ufw: what was kept at once is put back at a start of the machine', async () => {
    await done('ufw --force reset && ufw allow 22/tcp && ufw --force enable')
    const before = await done('cat /etc/ufw/user.rules /etc/ufw/user6.rules')
    const forced = await fix('10.9.0.2:22 --apply close-in-ufw --force --confirm-within 3600')
    expect(forced.code, forced.stderr).toBe(0)
    expect(await machine.isReached()).toBe(false)
    await machine.reboot()
    expect(await done('cat /etc/ufw/user.rules /etc/ufw/user6.rules')).toBe(before)
    await done('/lib/ufw/ufw-init start')
    expect(await machine.isReached()).toBe(true)
    await done('ufw --force disable')
  })
})
