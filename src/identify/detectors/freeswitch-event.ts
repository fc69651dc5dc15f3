import { defineDetector } from '../detector.ts'

export default defineDetector({
  id: 'freeswitch-event',
  transport: 'tcp',
  summary: 'event socket of FreeSWITCH, which steers telephony',
  source: 'FreeSWITCH documentation: mod_event_socket, section auth; src/mod/event_handlers/mod_event_socket',
  ports: [8021],
  specificity: 85,
  safety: 'passive',
  greets: true,
  match(reply) {
    const isAsking = reply.startsWith('Content-Type: auth/request\n')
    // Its list of addresses leaves ours out.
    const isRefusing = reply.startsWith('Content-Type: text/rude-rejection\n')
    if (!isAsking && !isRefusing) return null
    return {
      protocol: 'freeswitch-event',
      product: 'FreeSWITCH',
      vendor: 'SignalWire',
      facts: isAsking ? { authRequired: true } : { refused: true },
    }
  },
  examples: [
    {
      reply: 'Content-Type: auth/request\n\n',
      expect: { protocol: 'freeswitch-event', product: 'FreeSWITCH', facts: { authRequired: true } },
    },
    {
      reply: 'Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n',
      expect: { protocol: 'freeswitch-event', facts: { refused: true } },
    },
  ],
})
