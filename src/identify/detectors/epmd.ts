import { defineDetector } from '../detector.ts'

const mostNodes = 50

export default defineDetector({
  id: 'epmd',
  transport: 'tcp',
  summary: "Erlang's port mapper, which tells the nodes of RabbitMQ, CouchDB, ejabberd and others",
  source: 'Erlang/OTP, ERTS Reference, Distribution Protocol: NAMES_REQ and NAMES_RESP',
  ports: [4369],
  specificity: 85,
  safety: 'query',
  elsewhere: 6,
  /** Length 1, then `n`: the names of all nodes. */
  hello: () => Uint8Array.of(0, 1, 0x6e),
  match(reply) {
    const lines = reply.slice(4).split('\n').slice(0, -1)
    const nodes = lines.map((line) => /^name (\S{1,100}) at port (\d{1,5})$/.exec(line))
    const isList = reply.u32(0) > 0 && reply.u32(0) < 65_536 && reply.length > 4 && nodes.every((node) => node !== null)
    if (!isList || nodes.length === 0) return null
    const listed = nodes.slice(0, mostNodes).map((node) => `${node![1]}:${node![2]}`)
    return { protocol: 'epmd', product: 'Erlang Port Mapper Daemon', facts: { nodes: listed } }
  },
  examples: [
    {
      reply: '\0\0\x11\x11name rabbit at port 25672\nname ejabberd at port 4370\n',
      expect: { protocol: 'epmd', facts: { nodes: ['rabbit:25672', 'ejabberd:4370'] } },
    },
  ],
})
