// Real daemons, asked from another host by the program as a person runs it.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { saidByUs } from '../bench/identify/said.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { countConnections, takeCounts } from '../lab/zoo/connections.ts'
import { judge } from '../lab/zoo/judge.ts'
import { startZoo, type Zoo, zooDaemons } from '../lab/zoo/zoo.ts'
import { mostConnections } from '../src/identify/limits.ts'
import { portreeve } from './cli-program.ts'

// Quick to install and to start; all of them: npm run bench:identify.
const names = [
  ...['beanstalkd', 'dropbear', 'lighttpd', 'memcached', 'mosquitto', 'nginx', 'openssh', 'python-http'],
  ...['redis', 'redis-password', 'redis-tls', 'rpcbind', 'rsync', 'snmpd'],
]

labSuite('real services are known', () => {
  let lab: Lab
  let zoo: Zoo
  let answers: ReturnType<typeof saidByUs>
  let counts: ReadonlyMap<number, number>

  beforeAll(async () => {
    lab = await createLab('identify')
    zoo = await startZoo(lab, await zooDaemons(names))
    await countConnections(zoo.server)
    const words = zoo.residents.map(({ endpoint: { port, transport } }) => `${port}${transport ? '/udp' : ''}`)
    const { code, stdout, stderr } = await portreeve(zoo.client, [
      'identify',
      ...words.map((word) => `${zoo.server.ipv4}:${word}`),
      ...['-f', 'jsonl'],
    ])
    expect(code, stderr).toBe(0)
    answers = saidByUs(stdout)
    counts = await takeCounts(zoo.server)
  })
  afterAll(() => lab.destroy())

  it.for(names)('%s', (name) => {
    expect(zoo.absent.filter(({ daemon }) => daemon === name)).toEqual([])
    for (const { endpoint, truth } of zoo.residents.filter(({ daemon }) => daemon === name)) {
      const { port, transport = 'tcp' } = endpoint
      const answer = answers.said.get(`${transport}/${port}`)
      expect(answer, `${port}/${transport}`).toBeDefined()
      const wanted = {
        protocol: 'right',
        product: truth.product === null ? null : 'right',
        version: truth.versions === null ? null : 'right',
      }
      expect(judge(truth, answer!), JSON.stringify(answer)).toEqual(wanted)
    }
  })

  it('no endpoint meets more connections than it is told, and no more than there may be', () => {
    const tcp = zoo.residents.filter(({ endpoint }) => endpoint.transport === undefined)
    for (const { endpoint } of tcp) {
      const told = answers.services.get(`tcp/${endpoint.port}`)?.evidence.connections
      // Its own, and one of the scan that looks whether the port is open.
      expect(counts.get(endpoint.port), `${endpoint.port}`).toBeLessThanOrEqual((told ?? 0) + 1)
      expect(told, `${endpoint.port}`).toBeLessThanOrEqual(mostConnections(5))
    }
  })

  it('nobody logs in unless that is asked for; then once, and it is said before', async () => {
    const logins = () => zoo.daemons.get('mosquitto')!.output.split('New client connected').length - 1
    expect(logins()).toBe(0)
    const words = ['identify', `${zoo.server.ipv4}:1883`, '--ask', 'auth', '-f', 'jsonl']
    const { stdout, stderr } = await portreeve(zoo.client, words)
    expect(stderr).toMatch(/^portreeve: logging in by names that everybody knows, one attempt a service: .*MQTT/m)
    expect(stdout).toMatch(/"product":"Mosquitto","version":"\d/)
    await expect.poll(logins).toBe(1)
  })
})
