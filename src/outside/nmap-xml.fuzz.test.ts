import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeNmapXml } from './nmap-xml.ts'

const xml = `<?xml version="1.0"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -oX - 10.0.0.5">
<host><status state="up"/><address addr="10.0.0.5" addrtype="ipv4"/><address addr="02:00:00:00:00:01" addrtype="mac"/>
<ports><extraports state="closed" count="998"/>
<port protocol="tcp" portid="22"><state state="open" reason="syn-ack"/></port>
<port protocol="udp" portid="53"><state state="open|filtered" reason="no-response"/></port>
<port protocol="sctp" portid="9"><state state="open"/></port></ports></host>
</nmaprun>`

describe('what nmap says in XML', () => {
  it('is read port by port', () => {
    expect(decodeNmapXml(xml, 'nmap')).toEqual({
      seen: [
        { address: '10.0.0.5', transport: 'tcp', port: 22, state: 'open', vantage: 'nmap' },
        { address: '10.0.0.5', transport: 'udp', port: 53, state: 'open|filtered', vantage: 'nmap' },
      ],
      unread: 1,
    })
  })

  it('and when: a host when it was begun with, else the run', () => {
    const at = (text: string) => decodeNmapXml(text, 'nmap').seen.map((seen) => seen.at)
    const run = xml.replace('args', 'start="1763800000" args')
    expect(at(run)).toEqual(['2025-11-22T08:26:40.000Z', '2025-11-22T08:26:40.000Z'])
    expect(at(run.replace('<host>', '<host starttime="1763800001" endtime="1763800009">'))[0]).toBe(
      '2025-11-22T08:26:41.000Z',
    )
    expect(at(run.replace('1763800000', 'yesterday'))).toEqual([undefined, undefined])
  })

  it('takes any text, and a document cut or changed anywhere', () => {
    const decode = (text: string): void => {
      expect(decodeNmapXml(text, 'x').unread).toBeGreaterThanOrEqual(0)
    }
    for (let length = 0; length <= xml.length; length += 7) decode(xml.slice(0, length))
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), decode))
    fc.assert(
      fc.property(fc.nat(xml.length), fc.nat(xml.length), fc.string({ maxLength: 20 }), (from, to, foreign) =>
        decode(xml.slice(0, from) + foreign + xml.slice(to)),
      ),
    )
  })

  it('makes nothing of entities that would grow', () => {
    const lol = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
    const bomb = xml
      .replace('<!DOCTYPE nmaprun>', `<!DOCTYPE nmaprun [<!ENTITY l0 "lol">${lol}]>`)
      .replace('args="', 'args="&l9;')
    expect(decodeNmapXml(bomb, 'x').seen.length).toBeLessThanOrEqual(2)
  })
})
