import { defineDetector } from '../detector.ts'
import { productIn } from '../families/banner.ts'
import { linear } from '../pattern.ts'

const servers = [
  {
    pattern: linear(String.raw`^server:RabbitMQ/([\d.]+)`, 'm'),
    product: 'RabbitMQ',
    vendor: 'Broadcom',
    cpe: ['broadcom', 'rabbitmq_server'],
  },
  {
    pattern: linear(String.raw`^server:ActiveMQ/([\d.]+)`, 'm'),
    product: 'ActiveMQ',
    vendor: 'Apache',
    cpe: ['apache', 'activemq'],
  },
  { pattern: linear(String.raw`^server:apache-apollo/([\d.]+)`, 'm'), product: 'ActiveMQ Apollo', vendor: 'Apache' },
  {
    pattern: linear('Supported versions are 1.0,1.1,1.2'),
    product: 'RabbitMQ',
    vendor: 'Broadcom',
    cpe: ['broadcom', 'rabbitmq_server'],
  },
] as const

const versions = linear(String.raw`^version:([\d.,]{1,60})$`, 'm')

export default defineDetector({
  id: 'stomp',
  transport: 'tcp',
  summary: 'STOMP message brokers',
  source: 'STOMP 1.2, Protocol Negotiation, ERROR; rabbitmq_stomp: rabbit_stomp_processor.erl',
  ports: [61613],
  tlsPorts: [61614],
  specificity: 75,
  safety: 'hello',
  /** A version that nobody speaks: brokers with a default user would let us in otherwise. */
  hello: () => Buffer.from('CONNECT\naccept-version:9.9\nhost:/\n\n\0'),
  isWhole: ({ text }) => text.includes('\0'),
  match(reply) {
    if (!/^(?:ERROR|CONNECTED)\r?\n[a-z-]{1,40}:/.test(reply.slice(0, 60)) || !reply.includes('\0')) return null
    return {
      protocol: 'stomp',
      ...productIn(servers, reply.text),
      facts: { versions: versions.exec(reply.text)?.[1]?.split(',') },
    }
  },
  examples: [
    {
      reply:
        'ERROR\nmessage:Version mismatch\ncontent-type:text/plain\nversion:1.0,1.1,1.2\ncontent-length:35\n\nSupported versions are 1.0,1.1,1.2\n\0\n',
      expect: { protocol: 'stomp', product: 'RabbitMQ', facts: { versions: ['1.0', '1.1', '1.2'] } },
    },
  ],
})
