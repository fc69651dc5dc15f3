// A redirect leads what was sent to a link-local address to a link-local one, and the rest to another of the device's.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import type { CheckRecord } from '../src/model/check-record.ts'
import { complaints, portreeve, recordsOf } from './cli-program.ts'

const rules = `table ip6 t {
  chain pre {
    type nat hook prerouting priority dstnat
    tcp dport 80 redirect to :8080
  }
  chain input {
    type filter hook input priority filter; policy drop
    iifname "lo" accept
    meta l4proto ipv6-icmp accept
    ip6 daddr fe80::/10 tcp dport 8080 accept
  }
}
`

labSuite('check of a port that a redirect of IPv6 leads on', () => {
  let lab: Lab
  let client: Host
  let rows: CheckRecord[]

  beforeAll(async () => {
    lab = await createLab('redirect')
    const hosts = await pair(lab)
    client = hosts.client
    await hosts.server.nft(rules)
    await hosts.server.listen({ tcp: [8080] })
    const { code, stdout, stderr } = await portreeve(hosts.server, ['check', '-f', 'jsonl'])
    expect([code, complaints(stderr)]).toEqual([0, ''])
    rows = recordsOf<CheckRecord>(stdout).filter(({ port }) => port === 80)
  }, 120_000)
  afterAll(() => lab?.destroy())

  const isConnected = async (address: string) => {
    const script = `require('net').connect({ host: '${address}', port: 80 })
      .setTimeout(1000, () => process.exit(1)).on('error', () => process.exit(1)).on('connect', () => process.exit(0))`
    return (await client.exec(process.execPath, ['-e', script], { anyExit: true })).code === 0
  }

  it('says where it leads as the kernel does', async () => {
    const near = rows.find(({ address }) => address.startsWith('fe80::'))!
    const [bare] = near.address.split('%')
    expect(near.why).toContain(`led to [${bare}]:8080`)
    expect(await isConnected(`${bare}%eth0`)).toBe(true)
    expect(rows.some(({ address, exposure }) => address === 'fd09::2' && exposure === 'forwarded')).toBe(false)
    expect(await isConnected('fd09::2')).toBe(false)
  })
})
