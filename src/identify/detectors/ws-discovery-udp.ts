import { defineDetector, type Match } from '../detector.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const discovery = 'http://schemas.xmlsoap.org/ws/2005/04/discovery'
/** Elements with whatever prefix. */
const element = (name: string) => linear(String.raw`<(?:\w+:)?${name}(?:\s[^>]*)?>([^<]+)</`)
const [types, addresses, scopes, endpoint] = ['Types', 'XAddrs', 'Scopes', 'Address'].map(element)
const onvif = 'onvif://www.onvif.org/'

export default defineDetector({
  id: 'ws-discovery-udp',
  transport: 'udp',
  summary: 'Web Services Discovery: computers, printers, ONVIF cameras',
  source: 'Web Services Dynamic Discovery (April 2005) section 5.3; ONVIF Core Specification section 7.3.3 (scopes)',
  ports: [3702],
  specificity: 85,
  safety: 'hello',
  payload: 'ws-discovery',
  match(reply) {
    if (!reply.includes('Envelope') || !reply.includes(discovery)) return null
    const isMatch = reply.includes('ProbeMatches')
    if (!isMatch && !reply.includes('Fault')) return null
    const kinds = words(reply, types!).map((kind) => kind.replace(/^[^:]*:/, ''))
    const places = words(reply, scopes!)
    return {
      protocol: 'ws-discovery',
      ...deviceOf(kinds, places),
      facts: {
        types: kinds.length > 0 ? kinds : undefined,
        addresses: words(reply, addresses!),
        // The first address of the envelope may be the anonymous one of the header.
        endpoint: /urn:uuid:[\da-fA-F-]{36}/.exec(endpointIn(reply))?.[0],
      },
    }
  },
  examples: [
    {
      // wsdd2 1.8.7, without most of its name spaces.
      reply:
        '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" ' +
        `xmlns:wsd="${discovery}"><soap:Header><wsa:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</wsa:To>` +
        '</soap:Header><soap:Body><wsd:ProbeMatches><wsd:ProbeMatch><wsa:EndpointReference><wsa:Address>' +
        'urn:uuid:3d1219c7-c4c5-404a-aa1f-6d2a48adfda4</wsa:Address></wsa:EndpointReference><wsd:Types>wsdp:Device pub:Computer' +
        '</wsd:Types><wsd:XAddrs>http://10.9.0.2:3702/3d1219c7-c4c5-404a-aa1f-6d2a48adfda4</wsd:XAddrs></wsd:ProbeMatch>' +
        '</wsd:ProbeMatches></soap:Body></soap:Envelope>',
      expect: {
        protocol: 'ws-discovery',
        deviceType: 'computer',
        facts: {
          types: ['Device', 'Computer'],
          addresses: ['http://10.9.0.2:3702/3d1219c7-c4c5-404a-aa1f-6d2a48adfda4'],
          endpoint: 'urn:uuid:3d1219c7-c4c5-404a-aa1f-6d2a48adfda4',
        },
      },
    },
    {
      // A camera, in the layout of section 5.3 and of ONVIF's example.
      reply:
        '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" ' +
        `xmlns:d="${discovery}"><s:Body><d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>` +
        'urn:uuid:7df39c00-4dfd-11e6-8000-bcad28c0ffee</a:Address></a:EndpointReference>' +
        '<d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types><d:Scopes>onvif://www.onvif.org/type/video_encoder ' +
        'onvif://www.onvif.org/name/HIKVISION%20DS-2CD2042WD onvif://www.onvif.org/hardware/DS-2CD2042WD</d:Scopes>' +
        '<d:XAddrs>http://192.0.2.9/onvif/device_service</d:XAddrs></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>',
      expect: {
        protocol: 'ws-discovery',
        product: 'DS-2CD2042WD',
        vendor: 'HIKVISION',
        deviceType: 'camera',
        facts: {
          types: ['NetworkVideoTransmitter', 'Device'],
          addresses: ['http://192.0.2.9/onvif/device_service'],
          endpoint: 'urn:uuid:7df39c00-4dfd-11e6-8000-bcad28c0ffee',
        },
      },
    },
  ],
})

function words(reply: Reply, pattern: ReturnType<typeof linear>): string[] {
  return (pattern.exec(reply.text)?.[1] ?? '').split(/\s/).filter((word) => word !== '')
}

function endpointIn(reply: Reply): string {
  const from = reply.indexOf('EndpointReference')
  return from < 0 ? '' : (endpoint!.exec(reply.slice(from))?.[1] ?? '')
}

function deviceOf(kinds: readonly string[], places: readonly string[]): Partial<Match> {
  if (kinds.some((kind) => /Print/.test(kind))) return { deviceType: 'printer' }
  if (kinds.includes('Computer')) return { deviceType: 'computer' }
  if (!kinds.includes('NetworkVideoTransmitter')) return {}
  const scope = (name: string) => {
    const found = places.find((place) => place.startsWith(`${onvif}${name}/`))
    return found?.slice(onvif.length + name.length + 1).replaceAll('%20', ' ')
  }
  return { deviceType: 'camera', product: scope('hardware'), vendor: scope('name')?.split(' ')[0] }
}
