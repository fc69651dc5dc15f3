import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

/** Of each disk: device, model, temperature and unit, with a separator of the administrator's choice around. */
const disks = linear(
  String.raw`^([|;,:])(/dev/[\w/-]{1,40})[|;,:]([^|;,:\n]{1,80})[|;,:](\d{1,3}|[A-Z]{2,4})[|;,:]([CF*])[|;,:]`,
)

export default defineDetector({
  id: 'hddtemp',
  transport: 'tcp',
  summary: 'temperatures of disks',
  source: 'hddtemp(8), section TCP/IP daemon; hddtemp: src/daemon.c',
  ports: [7634],
  specificity: 80,
  safety: 'passive',
  greets: true,
  match(reply) {
    const [, separator, device, model] = disks.exec(reply.slice(0, 400)) ?? []
    if (device === undefined) return null
    const all = reply.slice(0, 4_000).split(separator! + separator!, 40)
    return { protocol: 'hddtemp', product: 'hddtemp', facts: { disks: all.length, device, model, authRequired: false } }
  },
  examples: [
    {
      reply: '|/dev/sda|WDC WD10EFRX-68FYTN0|34|C||/dev/sdb|ST1000DM010|NA|*|',
      expect: { protocol: 'hddtemp', facts: { disks: 2, device: '/dev/sda', model: 'WDC WD10EFRX-68FYTN0' } },
    },
  ],
})
