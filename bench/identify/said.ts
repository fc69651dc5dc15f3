import { XMLParser } from 'fast-xml-parser'
import type { Answer } from '../../lab/zoo/judge.ts'
import type { Service } from '../../src/model/service.ts'

/** What a tool said of an endpoint, by `tcp/22`. */
export type Said = ReadonlyMap<string, Answer & { readonly confidence: number }>

/** From here on an answer was stated with confidence. */
const leastConfidence = 0.5

/** Of records in `-f jsonl`, which are read one a line. */
export function saidByUs(jsonl: string): { readonly said: Said; readonly services: ReadonlyMap<string, Service> } {
  const services = new Map<string, Service>()
  for (const line of jsonl.split('\n').filter((text) => text.startsWith('{'))) {
    const { transport, port, service } = JSON.parse(line) as {
      transport: string
      port: number
      service?: Service | null
    }
    if (service) services.set(`${transport}/${port}`, service)
  }
  const said = [...services].map(([endpoint, { protocol, product, version, tls, confidence }]) => {
    const isGuess = confidence < leastConfidence
    return [
      endpoint,
      { protocol, product, version, tls: tls !== null && tls.startTls === null, isGuess, confidence },
    ] as const
  })
  return { said: new Map(said), services }
}

interface NmapService {
  readonly name: string
  readonly product?: string
  readonly version?: string
  readonly extrainfo?: string
  readonly tunnel?: string
  /** `table`: from the port number. */
  readonly method: string
  /** 0 to 10. */
  readonly conf: string
}

/** Of the XML of `nmap -oX -`. */
export function saidByNmap(xml: string): Said {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', isArray: (name) => name === 'port' })
  const { nmaprun } = parser.parse(xml) as {
    nmaprun: { host: { ports: { port: { protocol: string; portid: string; service?: NmapService }[] } } }
  }
  const said = nmaprun.host.ports.port.flatMap(({ protocol, portid, service }) =>
    service === undefined ? [] : [[`${protocol}/${portid}`, nmapAnswer(service)] as const],
  )
  return new Map(said)
}

function nmapAnswer({ name, product, version, extrainfo, tunnel, method, conf }: NmapService) {
  return {
    protocol: name,
    tls: tunnel === 'ssl',
    product: product ?? null,
    version: version ?? null,
    ...(extrainfo !== undefined && { remarks: extrainfo }),
    isGuess: method === 'table',
    confidence: Number(conf) / 10,
  }
}
