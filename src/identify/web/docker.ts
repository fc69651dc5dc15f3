import { cpe } from '../cpe.ts'
import { defineWebProduct } from '../web-product.ts'

const engine = { product: 'Docker Engine', vendor: 'Docker' }

export default defineWebProduct({
  id: 'docker',
  summary: 'API of the Docker Engine: whoever may speak to it is root of the machine',
  source: 'Docker Engine API reference, GET /version; moby/moby: api/server/server.go',
  layer: 'application',
  match({ json, status, header }) {
    const [, version] = /^Docker\/(\d[\w.+-]{0,40})/.exec(header('server')) ?? []
    if (version !== undefined) return { ...engine, version, cpe: [cpe('a', 'docker', 'docker', version)] }
    // Others may say this too: it has a name when its /version has told it.
    return status === 404 && json?.message === 'page not found' && Object.keys(json).length === 1 ? {} : null
  },
  async ask(get, match) {
    const told = (await get('/version'))?.json
    if (typeof told?.Version !== 'string' || typeof told.ApiVersion !== 'string') return match
    return {
      ...match,
      ...engine,
      version: told.Version,
      cpe: [cpe('a', 'docker', 'docker', told.Version)],
      facts: {
        authRequired: false,
        apiVersion: told.ApiVersion,
        kernel: typeof told.KernelVersion === 'string' ? told.KernelVersion : undefined,
      },
    }
  },
  examples: [
    {
      response:
        'HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nDate: Sun, 22 Nov 2026 10:00:00 GMT\r\nContent-Length: 29\r\n\r\n{"message":"page not found"}\n',
      pages: {
        '/version':
          'HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\nServer: Docker/20.10.24 (linux)\r\n\r\n{"Platform":{"Name":"Docker Engine - Community"},"Version":"20.10.24","ApiVersion":"1.41","Os":"linux","KernelVersion":"6.1.0-9-amd64"}',
      },
      expect: {
        product: 'Docker Engine',
        version: '20.10.24',
        facts: { authRequired: false, apiVersion: '1.41', kernel: '6.1.0-9-amd64' },
      },
    },
  ],
})
