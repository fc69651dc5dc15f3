import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { productIn } from '../families/banner.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const header = Buffer.from('AMQP\0\0\x09\x01', 'latin1')
const longestProperties = 8_192

const brokers = [
  { pattern: linear('^RabbitMQ'), product: 'RabbitMQ', vendor: 'Broadcom' },
  { pattern: linear('^qpid-cpp|^qpid', 'i'), product: 'Apache Qpid', vendor: 'Apache' },
  { pattern: linear('LavinMQ', 'i'), product: 'LavinMQ', vendor: '84codes' },
] as const

const cpeNames: Readonly<Record<string, readonly [string, string]>> = {
  RabbitMQ: ['broadcom', 'rabbitmq_server'],
  'Apache Qpid': ['apache', 'qpid'],
}

export default defineDetector({
  id: 'amqp',
  transport: 'tcp',
  summary: 'AMQP brokers: 0-9-1 with what Connection.Start tells, 1.0 by its header',
  source: 'AMQP 0-9-1 sections 4.2.2 and 4.2.3, Connection.Start; AMQP 1.0 section 2.2',
  ports: [5672],
  tlsPorts: [5671],
  specificity: 90,
  safety: 'hello',
  elsewhere: 5,
  hello: () => header,
  isWhole: (reply) => reply.startsWith('AMQP') || (reply.u8(0) === 1 && reply.length >= 8 + reply.u32(3)),
  match: (reply) => startOf(reply) ?? headerOf(reply),
  examples: [
    {
      reply:
        '\x01\0\0\0\0\x01\xf0\0\n\0\n\0\x09\0\0\x01\xcb\x0ccapabilitiesF\0\0\0\xc7\x12publisher_confirmst\x01\x1aexchange_exchange_bindingst\x01\nbasic.nackt\x01\x16consumer_cancel_notifyt\x01\x12connection.blockedt\x01\x13consumer_prioritiest\x01\x1cauthentication_failure_closet\x01\x10per_consumer_qost\x01\x0fdirect_reply_tot\x01\x0ccluster_nameS\0\0\0\x09rabbit@vm\x09copyrightS\0\0\0\x37Copyright (c) 2007-2022 VMware, Inc. or its affiliates.\x0binformationS\0\0\0\x39Licensed under the MPL 2.0. Website: https://rabbitmq.com\x08platformS\0\0\0\x11Erlang/OTP 25.2.3\x07productS\0\0\0\x08RabbitMQ\x07versionS\0\0\0\x063.10.8\0\0\0\x0eAMQPLAIN PLAIN\0\0\0\x05en_US\xce',
      expect: {
        protocol: 'amqp',
        product: 'RabbitMQ',
        version: '3.10.8',
        cpe: ['cpe:2.3:a:broadcom:rabbitmq_server:3.10.8:*:*:*:*:*:*:*'],
        facts: {
          auth: ['AMQPLAIN', 'PLAIN'],
          cluster: 'rabbit@vm',
          platform: 'Erlang/OTP 25.2.3',
          protocolVersion: '0-9',
        },
      },
    },
    { reply: 'AMQP\0\x01\0\0', expect: { protocol: 'amqp', facts: { protocolVersion: '1.0.0', sasl: false } } },
  ],
})

/** A method frame of class 10 (connection), method 10 (start): versions (2), table of properties, ways to log in, locales. */
function startOf(reply: Reply): Match | null {
  const size = reply.u32(3)
  if (reply.u8(0) !== 1 || reply.u16(1) !== 0 || size > 0x10000 || reply.u16(7) !== 10 || reply.u16(9) !== 10)
    return null
  const tableLength = reply.u32(13)
  if (tableLength < 0 || tableLength > size) return null
  const properties = textsIn(reply.part(17, 17 + Math.min(tableLength, longestProperties)))
  const at = 17 + tableLength
  const version = properties.get('version')
  const broker = productIn(brokers, properties.get('product') ?? '')
  const names = cpeNames[broker.product ?? '']
  return {
    protocol: 'amqp',
    product: properties.get('product'),
    ...broker,
    version,
    os: properties.get('platform')?.startsWith('Erlang') === true ? undefined : properties.get('platform'),
    cpe: names === undefined ? [] : [cpe('a', names[0], names[1], version)],
    facts: {
      protocolVersion: `${reply.u8(11)}-${reply.u8(12)}`,
      cluster: properties.get('cluster_name'),
      platform: properties.get('platform'),
      auth: reply
        .slice(at + 4, at + 4 + Math.max(0, reply.u32(at)))
        .split(' ')
        .filter(Boolean),
    },
  }
}

/** Its own header instead: it speaks another version. Protocol 3 is SASL. */
function headerOf(reply: Reply): Match | null {
  if (!reply.startsWith('AMQP') || reply.length < 8 || reply.u8(4) > 3) return null
  const version = [reply.u8(5), reply.u8(6), reply.u8(7)].join('.')
  return { protocol: 'amqp', facts: { protocolVersion: version, sasl: reply.u8(4) === 3 } }
}

/** The long strings (`S`) of a table, those in tables within it too: a short name, a type, a length, the text. */
function textsIn(table: Reply): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (let at = 0; at < table.length && texts.size < 40; ) {
    const name = table.slice(at + 1, at + 1 + table.u8(at))
    const type = table.slice(at + 1 + table.u8(at), at + 2 + table.u8(at))
    at += 2 + table.u8(at)
    // A table within (`F`) is read on into; its flags (`t`) are one byte.
    if (type === 'S' && table.u32(at) >= 0) {
      texts.set(name, table.utf8(at + 4, at + 4 + table.u32(at)))
      at += 4 + table.u32(at)
    } else if (type === 'F') at += 4
    else if (type === 't') at += 1
    else break
  }
  return texts
}
