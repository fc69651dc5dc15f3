import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { jsonObject } from '../families/json.ts'

export default defineDetector({
  id: 'nats',
  transport: 'tcp',
  summary: 'NATS messaging',
  source: 'NATS documentation, NATS Protocol, INFO; RFC 8259',
  ports: [4222],
  specificity: 90,
  safety: 'query',
  greets: true,
  match(reply) {
    const info = reply.startsWith('INFO {') ? jsonObject(reply.line(0).slice(5)) : null
    if (info === null || info.server_id === undefined) return null
    const version = typeof info.version === 'string' ? info.version : undefined
    return {
      protocol: 'nats',
      product: 'NATS Server',
      vendor: 'Synadia',
      version,
      cpe: [cpe('a', 'linuxfoundation', 'nats-server', version)],
      facts: {
        authRequired: info.auth_required === true,
        startTls: info.tls_required === true || info.tls_available === true,
        tlsRequired: info.tls_required === true,
        jetStream: info.jetstream === true || undefined,
        cluster: typeof info.cluster === 'string' ? info.cluster : undefined,
        runtime: typeof info.go === 'string' ? info.go : undefined,
      },
    }
  },
  async converse(conversation, match) {
    if (match.facts?.startTls === true) await conversation.startTls('nats')
    return match
  },
  examples: [
    {
      reply:
        'INFO {"server_id":"NDZTZHYBWKJ7GBL375PL63LC2PMZC7D7ZK7M7BYVFGP4RPFFZQ6PTSWH","server_name":"NDZT","version":"2.9.10","proto":1,"go":"go1.19.8","host":"127.0.0.1","port":4223,"headers":true,"auth_required":true,"tls_required":true,"max_payload":1048576,"client_id":4,"client_ip":"127.0.0.1"} \r\n',
      talk: [],
      expect: {
        protocol: 'nats',
        version: '2.9.10',
        facts: { authRequired: true, tlsRequired: true, runtime: 'go1.19.8' },
      },
    },
    {
      reply:
        'INFO {"server_id":"NAIBJXVKVWDWAXWSM6S3OTHKGL4IHHFXCQU6GE4KFGDK6BZKWH6BLFDA","version":"2.9.10","proto":1,"go":"go1.19.8","headers":true,"max_payload":1048576,"client_id":4} \r\n',
      expect: { protocol: 'nats', version: '2.9.10', facts: { authRequired: false, startTls: false } },
    },
  ],
})
