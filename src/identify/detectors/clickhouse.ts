import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { linear } from '../pattern.ts'

const exception = 2
const clickHouse: Match = {
  protocol: 'clickhouse',
  product: 'ClickHouse',
  vendor: 'ClickHouse',
  cpe: [cpe('a', 'clickhouse', 'clickhouse')],
}
const httpPort = linear(String.raw`You must use port (\d{1,5}) for HTTP`)

export default defineDetector({
  id: 'clickhouse',
  transport: 'tcp',
  summary: 'ClickHouse, native protocol',
  source:
    'ClickHouse: src/Core/Protocol.h, src/Server/TCPHandler.cpp (receiveHello), src/IO/WriteHelpers.cpp (writeException)',
  ports: [9000],
  tlsPorts: [9440],
  specificity: 90,
  // Its Hello carries a user and a password; what it says to HTTP and to TLS is enough.
  safety: 'passive',
  match(reply) {
    const isForHttp = reply.slice(0, 300).includes('is for clickhouse-client program')
    if (isForHttp)
      return { ...clickHouse, facts: { httpPort: Number(httpPort.exec(reply.slice(0, 300))?.[1]) || undefined } }
    // An exception: its number in 32 bits, then its name with a length.
    return reply.u8(0) === exception && reply.startsWith('DB::', 6) && reply.u8(5) < 64 ? clickHouse : null
  },
  examples: [
    {
      reply:
        '\x02e\0\0\0\x10DB::NetException/DB::NetException: Unexpected packet from client\xc3\x070. /usr/lib/x86_64-linux-gnu/libclickhouse.so.18.16(StackTrace::StackTrace()+0x16) [0x7f88c21798a6]\n\0',
      expect: { protocol: 'clickhouse', product: 'ClickHouse' },
    },
    {
      reply:
        'HTTP/1.0 400 Bad Request\r\n\r\nPort 9000 is for clickhouse-client program.\r\nYou must use port 8123 for HTTP.\r\n',
      expect: { protocol: 'clickhouse', product: 'ClickHouse', facts: { httpPort: 8123 } },
    },
  ],
})
