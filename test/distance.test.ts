import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { programFile } from './programs.ts'

labSuite('distance in a namespace of its own', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await createLab('distance')
  })
  afterAll(() => lab.destroy())

  it('knows AnyIP, the link and what is behind the router, as the kernel routes it', async () => {
    const host = await lab.host('a')
    const peer = await lab.host('b')
    await lab.link(host, peer, { a: ['192.0.2.1/24', 'fd00::1/64'], b: ['192.0.2.2/24', 'fd00::2/64'] })
    await host.anyip('10.0.0.0/8')
    await host.anyip('2001:db8::/32')
    await host.route('default', '192.0.2.2')
    await host.route('198.51.100.0/24', '192.0.2.2')
    const addresses = {
      '10.200.3.4': 'own',
      '2001:db8:7::1': 'own',
      '192.0.2.1': 'own',
      'fd00::1': 'own',
      '192.0.2.2': 'onLink',
      'fd00::2': 'onLink',
      '198.51.100.7': 'beyond',
      '203.0.113.1': 'beyond',
      'fd01::1': 'beyond',
    }
    const { stdout } = await host.node(programFile('distance-of'), Object.keys(addresses))
    expect(JSON.parse(stdout)).toEqual(addresses)
  })
})
