import { describe, expect, it } from 'vitest'
import type { Payload } from './payload.ts'
import { payloads } from './payloads.gen.ts'

/** Random bytes that are recognised in the datagram: 01 02 03 …, and on from there at the next call. */
function counting() {
  let next = 1
  return { random: (bytes: number) => Uint8Array.from({ length: bytes }, () => next++ & 0xff) }
}

const built = (payload: Payload) => Buffer.from(payload.build(counting()))
const hex = (text: string) => text.replaceAll(/\s+/g, '')

/** Whole datagrams, written down by hand from the layouts of the specifications; fields are apart. */
const whole: Readonly<Record<string, string>> = {
  // id, flags, counts; root, NS, IN
  dns: '0102 0000 0001 0000 0000 0000  00 0002 0001',
  // xid, call, RPC 2, program, version, procedure, AUTH_NONE twice
  rpcbind: '01020304 00000000 00000002 000186a0 00000002 00000000 0000000000000000 0000000000000000',
  nfs: '01020304 00000000 00000002 000186a3 00000003 00000000 0000000000000000 0000000000000000',
  mountd: '01020304 00000000 00000002 000186a5 00000003 00000000 0000000000000000 0000000000000000',
  // request id, sequence, datagrams, reserved, "version\r\n"
  memcached: '0102 0000 0001 0000 76657273696f6e0d0a',
  // type, length, cookie, transaction
  stun: '0001 0000 2112a442 0102030405060708090a0b0c',
  // version 1 CON TKL 2, GET, message id, token, ".well-known", "core"
  coap: '42 01 0102 0304 bb 2e77656c6c2d6b6e6f776e 04 636f7265',
  // opcode, session, no acknowledgements, packet id
  openvpn: '38 0102030405060708 00 00000000',
  // RMCP: version, reserved, sequence, class; enterprise, type, tag, reserved, length
  ipmi: '06 00 ff 06 000011be 80 01 00 00',
  xdmcp: '0001 0002 0001 00',
  'mssql-browser': '03',
  'nat-pmp': '00 00',
  ubiquiti: '01 00 0000',
  rip: '01 02 0000 0002 0000 c0000200 ffffff00 00000000 00000010',
  mumble: '00000000 0102030405060708',
  'gtp-u': '32 01 0004 00000000 0102 00 00',
  'gtp-c': '40 01 0009 010203 00 03 0001 00 00',
  iax2: '8103 0000 00000000 00 00 06 1e',
  a2s: 'ffffffff 54 536f7572636520456e67696e6520517565727900',
  raknet: '01 0000000000000000 00ffff00fefefefefdfdfdfd12345678 0102030405060708',
  // SLP 2: version, function, length, flags, extension, xid, "en"; previous responders, type, scope, predicate, SPI
  slp: '02 01 000036 0000 000000 0102 0002656e 0000 0015736572766963653a736572766963652d6167656e74 000744454641554c54 0000 0000',
  // SNMPv3: version, header, security (engine, boots, time, user, two parameters), scoped PDU
  snmp: `303e 020103 3011 020441020304 02030 0ffe3 040104 020103 0410 300e 0400 020100 020100 0400 0400 0400
         3014 0400 0400 a00e 020445060708 020100 020100 3000`,
  // LDAP: id 2; base "", scope 0, deref 0, sizes 0, types only no, present, attributes
  cldap: `303b 020102 6336 0400 0a0100 0a0100 020100 020100 010100 870b6f626a656374436c617373
          3016 0414737570706f727465644c44415056657273696f6e`,
  // SCCRQ: header; message type, protocol version, framing, host name, tunnel id
  l2tp: `c802 003d 0000 0000 0000 0000 8008 0000 0000 0001 8008 0000 0002 0100 800a 0000 0003 00000003
         800f 0000 0007 706f72747265657665 8008 0000 0009 0103`,
}

describe('whole datagrams', () => {
  it.each(Object.entries(whole))('%s', (protocol, expected) => {
    const payload = (payloads as Readonly<Record<string, Payload>>)[protocol]!
    expect(built(payload).toString('hex')).toBe(hex(expected))
  })
})

describe('fields', () => {
  it('ntp: version 4, client, 48 bytes, a random transmit timestamp and nothing else about us', () => {
    const datagram = built(payloads.ntp)
    expect(datagram.length).toBe(48)
    expect(datagram[0]).toBe(0b00_100_011)
    expect(datagram.subarray(1, 40).every((byte) => byte === 0)).toBe(true)
    expect(datagram.subarray(40).toString('hex')).toBe('0102030405060708')
  })

  it('tftp: opcode 1, a name of 32 hex digits, mode octet', () => {
    expect(built(payloads.tftp).toString('latin1').split('\0')).toEqual([
      '',
      expect.stringMatching(/^.[0-9a-f]{32}$/),
      'octet',
      '',
    ])
  })

  it('netbios-ns: the name * and NBSTAT', () => {
    const datagram = built(payloads['netbios-ns'])
    expect(datagram.subarray(12, 46).toString('latin1')).toBe(` CK${'A'.repeat(30)}\0`)
    expect(datagram.subarray(46).toString('hex')).toBe('00210001')
  })

  it('mdns: the service types, PTR, with the unicast-response bit', () => {
    const question = '\x09_services\x07_dns-sd\x04_udp\x05local\0'
    expect(built(payloads.mdns).subarray(12).toString('latin1')).toBe(`${question}\0\x0c\x80\x01`)
  })

  it('quic: a long header, a reserved version, two ids of 8 bytes, 1,200 bytes in all', () => {
    const datagram = built(payloads.quic)
    expect(datagram.length).toBe(1200)
    expect(datagram.subarray(0, 6).toString('hex')).toBe('c01a2a3a4a08')
    expect(datagram.readUInt32BE(1) & 0x0f0f0f0f).toBe(0x0a0a0a0a)
    expect(datagram[14]).toBe(8)
  })

  it('ike: header, SA, KE of group 14, nonce; all lengths add up', () => {
    const datagram = built(payloads.ike)
    expect(datagram.readUInt32BE(24)).toBe(datagram.length)
    expect(datagram.subarray(8, 20).toString('hex')).toBe('0000000000000000 21202208'.replace(' ', ''))
    const kinds: number[] = []
    let next = datagram[16]!
    let offset = 28
    while (next !== 0) {
      kinds.push(next)
      next = datagram[offset]!
      offset += datagram.readUInt16BE(offset + 2)
    }
    expect(kinds).toEqual([33, 34, 40])
    expect(offset).toBe(datagram.length)
    expect(built(payloads['ike-nat-t']).subarray(4).length).toBe(datagram.length)
  })

  it('dtls: record, handshake and extensions add up', () => {
    const datagram = built(payloads.dtls)
    expect(datagram.subarray(0, 11).toString('hex')).toBe('16feff0000000000000000')
    expect(datagram.readUInt16BE(11)).toBe(datagram.length - 13)
    expect(datagram[13]).toBe(1)
    expect(datagram.readUIntBE(14, 3)).toBe(datagram.length - 25)
    expect(datagram.readUIntBE(22, 3)).toBe(datagram.length - 25)
    const suites = 25 + 2 + 32 + 1 + 1
    const extensions = suites + 2 + datagram.readUInt16BE(suites) + 2
    expect(datagram.readUInt16BE(extensions)).toBe(datagram.length - extensions - 2)
  })

  it('kerberos: an AS-REQ without a client name', () => {
    const datagram = built(payloads.kerberos)
    expect(datagram[0]).toBe(0x6a)
    // After pvno and msg-type: the body, its options [0], and then the realm [2], not the client name [1].
    expect(datagram.toString('hex')).toMatch(/^6a..30..a103020105a20302010aa4..30..a00703050000000000a213/)
  })

  it('sip: the six mandatory fields, and an empty line at the end', () => {
    const text = built(payloads.sip).toString('latin1')
    for (const field of ['Via', 'Max-Forwards', 'From', 'To', 'Call-ID', 'CSeq'])
      expect(text).toContain(`\r\n${field}: `)
    expect(text).toMatch(/^OPTIONS \S+ SIP\/2\.0\r\n/)
    expect(text.endsWith('\r\n\r\n')).toBe(true)
  })

  it('ssdp: a search that ends with an empty line', () => {
    expect(built(payloads.ssdp).toString('latin1')).toMatch(
      /^M-SEARCH \* HTTP\/1\.1\r\n[\s\S]*MAN: "ssdp:discover"\r\n[\s\S]*\r\n\r\n$/,
    )
  })

  it('ws-discovery: a version 4 UUID as message id', () => {
    const uuid = /urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}</
    expect(built(payloads['ws-discovery']).toString('latin1')).toMatch(uuid)
  })

  it('bittorrent-dht: keys in order, as bencoding wants them', () => {
    expect(built(payloads['bittorrent-dht']).toString('latin1')).toMatch(
      /^d1:ad2:id20:[\s\S]{20}e1:q4:ping2:roi1e1:t2:[\s\S]{2}1:y1:qe$/,
    )
  })
})
