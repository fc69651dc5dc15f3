import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const banner = linear(
  String.raw`^220 (\S{1,253}) (?:([\w-]{1,40}) ([\w./-]{1,40}) on ([^<\r\n]{1,80}) )?[^<\r\n]{0,200}<[\w.]*>? ?<[^>\s]{1,200}>`,
)

export default defineDetector({
  id: 'dict',
  transport: 'tcp',
  summary: 'dictionary servers',
  source: 'RFC 2229 section 3.1; dictd: dictd.c (daemon_banner)',
  ports: [2628],
  specificity: 75,
  safety: 'passive',
  greets: true,
  match(reply) {
    const groups = banner.exec(reply.line(0))
    if (groups === null) return null
    const [, name, product, version, os] = groups
    return {
      protocol: 'dict',
      names: name?.includes('.') === true ? [name] : [],
      product,
      version,
      os: os?.trim(),
      cpe: product === 'dictd' ? [cpe('a', 'dict', 'dictd', version?.replace('/rf', ''))] : [],
    }
  },
  examples: [
    {
      reply: '220 vm dictd 1.13.0/rf on Linux 6.1.0 <auth.mime> <1.30978.1795366320@vm>\r\n',
      expect: { protocol: 'dict', product: 'dictd', version: '1.13.0/rf', os: 'Linux 6.1.0' },
    },
    { reply: '220 dict.example.org banner <auth.mime> <100@dict.example.org>\r\n', expect: { protocol: 'dict' } },
  ],
})
