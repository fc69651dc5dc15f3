import { cpe } from '../cpe.ts'
import { linear } from '../pattern.ts'
import { defineWebProduct } from '../web-product.ts'

const server = linear(String.raw`^Microsoft-IIS/(\d+\.\d+)`)

/** Microsoft, "Internet Information Services (IIS) lifecycle": each version came with these. */
const systems: Readonly<Record<string, string>> = {
  '5.0': 'Windows 2000',
  '5.1': 'Windows XP',
  '6.0': 'Windows Server 2003',
  '7.0': 'Windows Vista or Server 2008',
  '7.5': 'Windows 7 or Server 2008 R2',
  '8.0': 'Windows 8 or Server 2012',
  '8.5': 'Windows 8.1 or Server 2012 R2',
  '10.0': 'Windows 10 or Server 2016, or newer',
}

export default defineWebProduct({
  id: 'iis',
  summary: 'Internet Information Services of Windows',
  source: 'Microsoft: Internet Information Services (IIS) lifecycle',
  layer: 'server',
  match({ header }) {
    const version = server.exec(header('server'))?.[1]
    if (version === undefined) return null
    return {
      product: 'IIS',
      vendor: 'Microsoft',
      version,
      os: systems[version] ?? 'Windows',
      cpe: [cpe('a', 'microsoft', 'internet_information_services', version)],
      facts: { aspNet: header('x-aspnet-version') || undefined },
    }
  },
  examples: [
    {
      response:
        'HTTP/1.1 200 OK\r\nServer: Microsoft-IIS/8.5\r\nX-AspNet-Version: 4.0.30319\r\nX-Powered-By: ASP.NET\r\n\r\n',
      expect: {
        product: 'IIS',
        version: '8.5',
        os: 'Windows 8.1 or Server 2012 R2',
        facts: { aspNet: '4.0.30319' },
      },
    },
  ],
})
