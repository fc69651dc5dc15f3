import { cpe } from '../cpe.ts'
import { defineWebProduct } from '../web-product.ts'

export default defineWebProduct({
  id: 'vault',
  summary: 'HashiCorp Vault',
  source: 'Vault API documentation, /sys/health; vault: http/handler.go (respondError)',
  layer: 'application',
  match({ json, title, status }) {
    if (title === 'Vault') return {}
    // Without its pages: an answer that others give as well.
    const isEmptyError = status === 404 && Array.isArray(json?.errors) && json.errors.length === 0
    return isEmptyError && Object.keys(json!).length === 1 ? {} : null
  },
  async ask(get, match) {
    // Its status tells whether it is sealed or on standby (501, 503, 429, …): the body is the same.
    const health = (await get('/v1/sys/health'))?.json
    if (typeof health?.sealed !== 'boolean' || typeof health.version !== 'string') return match
    return {
      ...match,
      product: 'Vault',
      vendor: 'HashiCorp',
      version: health.version,
      cpe: [cpe('a', 'hashicorp', 'vault', health.version)],
      facts: { sealed: health.sealed, initialized: health.initialized === true, standby: health.standby === true },
    }
  },
  examples: [
    {
      response:
        'HTTP/1.1 404 Not Found\r\nCache-Control: no-store\r\nContent-Type: application/json\r\nStrict-Transport-Security: max-age=31536000; includeSubDomains\r\nContent-Length: 14\r\n\r\n{"errors":[]}\n',
      pages: {
        '/v1/sys/health':
          'HTTP/1.1 503 Service Unavailable\r\nCache-Control: no-store\r\nContent-Type: application/json\r\n\r\n{"initialized":true,"sealed":true,"standby":true,"performance_standby":false,"server_time_utc":1700000000,"version":"1.12.2"}\n',
      },
      expect: { product: 'Vault', version: '1.12.2', facts: { sealed: true, initialized: true } },
    },
    {
      response:
        'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html><html><head><title>Vault</title></head>',
      pages: {
        '/v1/sys/health':
          'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"initialized":true,"sealed":false,"standby":false,"version":"1.15.4","cluster_name":"vault-cluster-2a"}\n',
      },
      expect: { product: 'Vault', version: '1.15.4', facts: { sealed: false } },
    },
  ],
})
