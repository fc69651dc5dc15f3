import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const root = linear(String.raw`<GANGLIA_XML VERSION="([\w.-]{1,40})" SOURCE="(gmond|gmetad)"`)
const cluster = linear('<CLUSTER NAME="([^"]{1,100})"')

export default defineDetector({
  id: 'ganglia',
  transport: 'tcp',
  summary: 'Ganglia: figures of a host, or of a whole cluster, for whoever connects',
  source: 'Ganglia: gmond/gmond.c (DTD, GANGLIA_XML), gmetad/server.c',
  ports: [8649, 8651],
  specificity: 90,
  safety: 'passive',
  greets: true,
  isWhole: (reply) => reply.slice(reply.length - 200).includes('</GANGLIA_XML>'),
  match(reply) {
    if (!reply.startsWith('<?xml') || !reply.slice(0, 200).includes('<!DOCTYPE GANGLIA_XML')) return null
    const [, version, daemon] = root.exec(reply.slice(0, 8_000)) ?? []
    return {
      protocol: 'ganglia',
      product: 'Ganglia',
      vendor: 'Ganglia',
      version,
      cpe: [cpe('a', 'ganglia', 'ganglia', version)],
      facts: { daemon, cluster: cluster.exec(reply.slice(0, 8_000))?.[1] },
    }
  },
  examples: [
    {
      // Its document type cut to the first lines.
      reply:
        '<?xml version="1.0" encoding="ISO-8859-1" standalone="yes"?>\n<!DOCTYPE GANGLIA_XML [\n   <!ELEMENT GANGLIA_XML (GRID|CLUSTER|HOST)*>\n      <!ATTLIST GANGLIA_XML VERSION CDATA #REQUIRED>\n]>\n<GANGLIA_XML VERSION="3.7.2" SOURCE="gmond">\n<CLUSTER NAME="zoo" LOCALTIME="1795378102" OWNER="unspecified" LATLONG="unspecified" URL="unspecified">\n</CLUSTER>\n</GANGLIA_XML>\n',
      expect: { protocol: 'ganglia', product: 'Ganglia', version: '3.7.2', facts: { daemon: 'gmond', cluster: 'zoo' } },
    },
  ],
})
