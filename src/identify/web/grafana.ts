import { cpe } from '../cpe.ts'
import { defineWebProduct } from '../web-product.ts'

export default defineWebProduct({
  id: 'grafana',
  summary: 'Grafana dashboards',
  source: 'Grafana: pkg/api/api.go and pkg/api/health.go; docs, HTTP API, Health',
  layer: 'application',
  match({ title, body, headers }) {
    const isGrafana = title === 'Grafana' || body.includes('grafanaBootData') || setsItsCookie(headers('set-cookie'))
    return isGrafana ? { product: 'Grafana', vendor: 'Grafana Labs', cpe: [cpe('a', 'grafana', 'grafana')] } : null
  },
  async ask(get, match) {
    const health = (await get('/api/health'))?.json
    const version = health?.version
    return typeof version === 'string' ? { ...match, version, cpe: [cpe('a', 'grafana', 'grafana', version)] } : match
  },
  examples: [
    {
      response:
        'HTTP/1.1 302 Found\r\nLocation: /login\r\nSet-Cookie: redirect_to=%2F; Path=/; HttpOnly\r\n\r\n<title>Grafana</title>',
      pages: { '/api/health': 'HTTP/1.1 200 OK\r\n\r\n{"commit":"ff85ec33c5","database":"ok","version":"9.3.2"}' },
      expect: { product: 'Grafana', version: '9.3.2', cpe: ['cpe:2.3:a:grafana:grafana:9.3.2:*:*:*:*:*:*:*'] },
    },
  ],
})

function setsItsCookie(cookies: readonly string[]): boolean {
  return cookies.some((cookie) => cookie.startsWith('grafana_session='))
}
