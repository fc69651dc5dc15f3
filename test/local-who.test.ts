import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { portreeve } from './cli-program.ts'

labSuite('who holds a port', () => {
  let lab: Lab
  let host: Host

  beforeAll(async () => {
    lab = await createLab('who')
    host = await lab.host('a')
    await host.listen({ tcp: [8000, 8001], udp: [8003], address: '127.0.0.1' })
  })
  afterAll(() => lab.destroy())

  test('names the process and how to end it', async () => {
    const { code, stdout } = await portreeve(host, ['who', '8000', '--json'])
    expect(code).toBe(0)
    const { held } = JSON.parse(stdout)
    expect(held).toHaveLength(1)
    expect(held[0].listener).toMatchObject({ transport: 'tcp', address: '127.0.0.1', port: 8000, process: 'node' })
    expect(held[0].remedies.at(-1).command).toBe(`kill ${held[0].listener.pid}`)
  })

  test('says so when nothing listens', async () => {
    const { code, stdout } = await portreeve(host, ['who', '8003/tcp'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^nothing listens on 8003\/tcp in this network namespace\n/)
  })

  test('finds a port that is truly free', async () => {
    expect(await portreeve(host, ['who', '--free', '8000-8010'])).toMatchObject({ code: 0, stdout: '8002\n' })
    expect(await portreeve(host, ['who', '--free', '8003-8010/udp'])).toMatchObject({ code: 0, stdout: '8004\n' })
    expect(await portreeve(host, ['who', '--free', '8000-8001'])).toMatchObject({ code: 3, stdout: '' })
  })

  test('without root it shows the socket and says how to see the process', async () => {
    const { code, stdout } = await portreeve(host, ['ports', '--tcp', '--format', 'jsonl'], { user: '65534' })
    expect(code).toBe(0)
    const records = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(records.find(({ port }) => port === 8000)).toMatchObject({ process: null, user: 'root' })
    const { stdout: text } = await portreeve(host, ['who', '8000'], { user: '65534' })
    expect(text).toContain(`sudo ${process.execPath}`)
    expect(text).toContain('who 8000')
  })

  test('a port that a connection uses as its near end is explained', async () => {
    const script =
      "require('net').connect({ port: 8000, host: '127.0.0.1', localPort: 8009 }, () => console.log('up'));" +
      'setTimeout(() => {}, 60000)'
    await host.spawn(process.execPath, ['-e', script], { ready: { output: /up/ } })
    const { stdout } = await portreeve(host, ['who', '8009'])
    expect(stdout).toMatch(
      /nothing listens on port 8009 in this network namespace\n.*node \(pid \d+\).*near end of a connection/,
    )
    expect(await portreeve(host, ['who', '--free', '8009-8010'])).toMatchObject({ stdout: '8010\n' })
  })
})
