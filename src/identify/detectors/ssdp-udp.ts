import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { headerFields } from '../families/header-fields.ts'
import { linear } from '../pattern.ts'

/** UPnP Device Architecture 1.1 section 1.3.3: `OS/version UPnP/1.1 product/version`, which many write with commas. */
const server = linear(String.raw`^(.*?),?\s*UPnP/\d(?:\.\d)*,?\s*(.*)$`, 'i')
const named = linear(String.raw`^(.+?)[/ ]v?(\d[\w.+~-]*)(?:\s|$|\()`)

const cpes: Readonly<Record<string, readonly [vendor: string, product: string]>> = {
  minidlna: ['readymedia_project', 'readymedia'],
  miniupnpd: ['miniupnp_project', 'miniupnpd'],
}

const deviceTypes = [
  [/InternetGatewayDevice|WANDevice|WFADevice/, 'router'],
  [/MediaServer/, 'media-server'],
  [/MediaRenderer|dial-multiscreen/, 'tv'],
  [/urn:[^:]+:device:Printer/, 'printer'],
  [/DigitalSecurityCamera/, 'camera'],
] as const

export default defineDetector({
  id: 'ssdp-udp',
  transport: 'udp',
  summary: 'UPnP devices: server software, device type, where they describe themselves',
  source: 'UPnP Device Architecture 1.1 sections 1.2.2 and 1.3.3',
  ports: [1900],
  specificity: 80,
  safety: 'hello',
  payload: 'ssdp',
  match(reply) {
    const first = reply.line(0)
    if (!/^HTTP\/1\.\d \d{3}|^NOTIFY \* HTTP\/1\.\d/i.test(first)) return null
    const fields = headerFields(reply)
    const [usn, location] = [fields.get('usn'), fields.get('location')]
    const target = fields.get('st') ?? fields.get('nt')
    if (usn === undefined && target === undefined && !fields.has('ext')) return null
    const told = `${usn} ${target}`
    return {
      protocol: 'ssdp',
      ...productIn(fields.get('server') ?? ''),
      deviceType: deviceTypes.find(([pattern]) => pattern.test(told))?.[1],
      facts: { server: fields.get('server'), usn, location, target },
    }
  },
  examples: [
    {
      // MiniDLNA 1.3.0: the text of its source, upnphttp.h and minissdp.c.
      reply:
        'HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1810\r\nDATE: Sun, 22 Nov 2026 16:00:00 GMT\r\nST: upnp:rootdevice\r\n' +
        'USN: uuid:4d696e69-444c-164e-9d41-6213aa7303ec::upnp:rootdevice\r\nEXT:\r\n' +
        'SERVER: Debian DLNADOC/1.50 UPnP/1.0 MiniDLNA/1.3.0\r\nLOCATION: http://192.0.2.5:8200/rootDesc.xml\r\n' +
        'Content-Length: 0\r\n\r\n',
      expect: {
        protocol: 'ssdp',
        product: 'MiniDLNA',
        version: '1.3.0',
        os: 'Debian DLNADOC/1.50',
        facts: { location: 'http://192.0.2.5:8200/rootDesc.xml' },
      },
    },
    {
      // MiniUPnPd 2.3.1.
      reply:
        'HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nST: upnp:rootdevice\r\n' +
        'USN: uuid:9f0865b3-f5da-4ad5-85b7-7404637fdf37::upnp:rootdevice\r\nEXT:\r\n' +
        'SERVER: Debian/6.18.44-fc-v595 UPnP/1.1 MiniUPnPd/2.3.1\r\nLOCATION: http://10.9.0.2:5431/rootDesc.xml\r\n' +
        'OPT: "http://schemas.upnp.org/upnp/1/0/"; ns=01\r\n01-NLS: 1795375290\r\nBOOTID.UPNP.ORG: 1795375290\r\n' +
        'CONFIGID.UPNP.ORG: 1337\r\n\r\n',
      expect: {
        protocol: 'ssdp',
        product: 'MiniUPnPd',
        version: '2.3.1',
        os: 'Debian/6.18.44-fc-v595',
        facts: { location: 'http://10.9.0.2:5431/rootDesc.xml' },
      },
    },
    {
      reply:
        'HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nUSN: uuid:1::x\r\nEXT:\r\n' +
        'SERVER: Linux/5.10, UPnP/1.1, MiniUPnPd/2.3.1\r\n\r\n',
      expect: { protocol: 'ssdp', product: 'MiniUPnPd', version: '2.3.1', os: 'Linux/5.10', deviceType: 'router' },
    },
  ],
})

function productIn(text: string): Partial<Match> {
  const groups = server.exec(text)
  if (groups === null) return {}
  const os = groups[1] === '' ? undefined : groups[1]
  const last = groups[2]?.trim() ?? ''
  const parts = named.exec(last)
  const [product, version] = parts === null ? [last === '' ? undefined : last, undefined] : [parts[1], parts[2]]
  const known = cpes[product?.toLowerCase() ?? '']
  return { os, product, version, cpe: known === undefined ? [] : [cpe('a', known[0], known[1], version)] }
}
