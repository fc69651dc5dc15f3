import { defineDetector } from '../detector.ts'

export default defineDetector({
  id: 'mpd',
  transport: 'tcp',
  summary: 'Music Player Daemon',
  source: 'MPD protocol documentation, General protocol syntax: the greeting has the version of the protocol',
  ports: [6600],
  specificity: 85,
  safety: 'passive',
  greets: true,
  match(reply) {
    const version = /^OK MPD (\d+\.\d+\.\d+)$/.exec(reply.line(0))?.[1]
    // The protocol has the number of the release that last changed it, which may be an older one.
    return version === undefined
      ? null
      : { protocol: 'mpd', product: 'Music Player Daemon', facts: { protocolVersion: version } }
  },
  examples: [
    {
      reply: 'OK MPD 0.23.5\n',
      expect: { protocol: 'mpd', product: 'Music Player Daemon', facts: { protocolVersion: '0.23.5' } },
    },
  ],
})
