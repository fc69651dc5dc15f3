import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { type Pair, pair } from '../lab/topologies.ts'

labSuite('two hosts on a link', () => {
  let lab: Lab
  let hosts: Pair
  beforeAll(async () => {
    lab = await createLab('two')
    hosts = await pair(lab)
  })
  afterAll(() => lab.destroy())

  test.each(['10.9.0.2', 'fd09::2'])('reach each other at %s at once', async (address) => {
    const listeners = await hosts.server.listen({ tcp: [80], answer: { banner: 'hello' } })
    const { stdout } = await hosts.client.exec('node', [
      '-e',
      `
      require('node:net').connect(80, '${address}').on('data', (data) => { console.log(String(data)); process.exit() })`,
    ])
    expect(stdout).toBe('hello\n')
    await listeners.stop()
    expect((await hosts.server.openPorts()).tcp.has(80)).toBe(false)
  })
})
