import { defineDetector } from '../detector.ts'
import { askDnsServer, matchDns } from '../families/dns-server.ts'
import { hex } from '../families/hex.ts'

export default defineDetector({
  id: 'dns-udp',
  transport: 'udp',
  summary: 'name servers',
  source: 'RFC 1035 section 4.1; version.bind and hostname.bind in class CHAOS as RFC 4892 tells',
  ports: [53],
  specificity: 60,
  safety: 'query',
  payload: 'dns',
  elsewhere: 2,
  match: matchDns,
  converse: (conversation, match) => askDnsServer((question) => conversation.ask(question), conversation, match),
  examples: [
    {
      // BIND 9.18.
      reply: hex('20dc800500010000000000000000020001'),
      talk: [
        hex(
          '1234840000010001000100000776657273696f6e0462696e640000100003c00c0010000300000000001918392e31382e34392d317e',
          '646562313275332d44656269616ec00c00020003000000000002c00c',
        ),
      ],
      expect: {
        protocol: 'dns',
        product: 'BIND',
        version: '9.18.49',
        os: 'Debian',
        cpe: ['cpe:2.3:a:isc:bind:9.18.49:*:*:*:*:*:*:*'],
        facts: { answer: 'refused', recursion: false, versionText: '9.18.49-1~deb12u3-Debian' },
      },
    },
    {
      reply: hex('01be808500010000000000000000020001'),
      talk: [
        hex(
          '1234848000010001000000000776657273696f6e0462696e640000100003c00c0010000300000000000d0c646e736d6173712d322e',
          '3930',
        ),
      ],
      expect: { protocol: 'dns', product: 'dnsmasq', version: '2.90', facts: { recursion: true } },
    },
    {
      reply: hex('b037800500010000000000000000020001'),
      talk: [
        hex(
          '1234800000010001000000000776657273696f6e0462696e640000100003c00c0010000300000000000f0e4b6e6f7420444e532033',
          '2e322e36',
        ),
      ],
      expect: { protocol: 'dns', product: 'Knot DNS', version: '3.2.6' },
    },
    {
      // PowerDNS Recursor hands out what it knows of the root; one of 13 records.
      reply: hex('3b2b80800001000000010000000002000100000200010007e9000014014d0c524f4f542d53455256455253034e455400'),
      expect: { protocol: 'dns', facts: { rootServers: true } },
    },
  ],
})
