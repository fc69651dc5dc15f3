import { defineDetector, type Match } from '../detector.ts'
import type { HelloContext } from '../hello-context.ts'
import { ntlmAnswer, ntlmField } from '../http/ntlm.ts'
import { postRequest } from '../http/request.ts'
import { type HttpResponse, isWholeResponse, parseResponse } from '../http/response.ts'
import { linear } from '../pattern.ts'

const path = '/wsman'
const identity = 'http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd'
const answer = linear(String.raw`<(?:\w{1,20}:)?IdentifyResponse[ >]`)
const vendor = linear('ProductVendor>([^<]{1,100})<')
const version = linear('ProductVersion>([^<]{1,100})<')
/** `OS: 6.1.7601 SP: 1.0 Stack: 2.0`; strangers are told 0.0.0. */
const windows = linear(String.raw`^OS: (\d[\d.]{0,20}) SP: \d[\d.]{0,10} Stack: (\d[\d.]{0,10})`)

export default defineDetector({
  id: 'winrm',
  transport: 'tcp',
  summary: 'WS-Management: Windows Remote Management, Openwsman, Intel AMT',
  source:
    'DMTF DSP0226 section 11 (Identify); Microsoft: Detecting Whether a Remote Computer Supports WS-Management Protocol; MS-NTHT',
  ports: [5985, 47_001],
  tlsPorts: [5986],
  specificity: 60,
  safety: 'query',
  hello: identify,
  isWhole: isWholeResponse,
  match(reply) {
    const response = parseResponse(reply)
    if (response === null || !answer.test(response.body)) return null
    return { protocol: 'winrm', ...productIn(response) }
  },
  /** The first message of NTLM, which names nobody: Windows answers it with its release and its names. */
  async converse(conversation, match) {
    if (match.vendor !== 'Microsoft') return match
    const asked = postRequest(conversation, path, '', ntlmField('Negotiate'))
    const response = parseResponse(await conversation.ask(asked, isWholeResponse))
    const told = response === null ? {} : ntlmAnswer(response)
    return { ...match, ...told, os: told.os ?? match.os, facts: { ...match.facts, ...told.facts } }
  },
  examples: [
    // As Windows answers strangers, with a challenge made as MS-NLMP section 4.2.4.3 has it.
    {
      reply: answered('Microsoft Corporation', 'OS: 0.0.0 SP: 0.0 Stack: 3.0'),
      talk: [
        `HTTP/1.1 401 \r\nServer: Microsoft-HTTPAPI/2.0\r\nWWW-Authenticate: Negotiate TlRMTVNTUAACAAAADAAMADgAAAAzgoriASNFZ4mrze8AAAAAAAAAACQAJABEAAAABgBwFwAAAA9TAGUAcgB2AGUAcgACAAwARABvAG0AYQBpAG4AAQAMAFMAZQByAHYAZQByAAAAAAA=\r\nContent-Length: 0\r\n\r\n`,
      ],
      expect: {
        protocol: 'winrm',
        product: 'Windows Remote Management',
        version: '3.0',
        os: 'Windows',
        facts: { computer: 'Server', domain: 'Domain' },
      },
    },
    {
      reply: answered('Microsoft Corporation', 'OS: 6.1.7601 SP: 1.0 Stack: 2.0'),
      expect: { protocol: 'winrm', version: '2.0', facts: { osVersion: '6.1.7601' } },
    },
    {
      reply: answered('Openwsman Project', '2.6.5'),
      expect: { protocol: 'winrm', product: 'Openwsman', version: '2.6.5' },
    },
  ],
})

function identify(context: HelloContext): Uint8Array {
  const body = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:i="${identity}"><s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>`
  return Buffer.from(postRequest(context, path, body, 'WSMANIDENTIFY: unauthenticated\r\n'), 'latin1')
}

function productIn(response: HttpResponse): Partial<Match> {
  const maker = vendor.exec(response.body)?.[1]
  const number = version.exec(response.body)?.[1]
  if (maker?.startsWith('Microsoft') !== true)
    return { product: maker?.replace(/ Project$/, ''), vendor: maker, version: number }
  const [, os, stack] = windows.exec(number ?? '') ?? []
  return {
    product: 'Windows Remote Management',
    vendor: 'Microsoft',
    version: stack ?? number,
    os: 'Windows',
    facts: { osVersion: os === '0.0.0' ? undefined : os },
  }
}

function answered(maker: string, number: string): string {
  const body = `<s:Envelope xml:lang="en-US" xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body><wsmid:IdentifyResponse xmlns:wsmid="${identity}"><wsmid:ProtocolVersion>http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd</wsmid:ProtocolVersion><wsmid:ProductVendor>${maker}</wsmid:ProductVendor><wsmid:ProductVersion>${number}</wsmid:ProductVersion></wsmid:IdentifyResponse></s:Body></s:Envelope>`
  return `HTTP/1.1 200 \r\nContent-Type: application/soap+xml;charset=UTF-8\r\nServer: Microsoft-HTTPAPI/2.0\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}
