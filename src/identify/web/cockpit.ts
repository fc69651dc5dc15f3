import { jsonObject } from '../families/json.ts'
import { defineWebProduct } from '../web-product.ts'

/** The log-in page carries what it needs to greet by name. */
const before = 'var environment = '

export default defineWebProduct({
  id: 'cockpit',
  summary: 'Cockpit, a web console for Linux',
  source: 'Cockpit: src/ws/cockpithandlers.c (build_environment)',
  layer: 'application',
  match({ body, headers }) {
    const at = body.indexOf(`${before}{"is_cockpit_client"`)
    const isCockpit = at >= 0 || headers('set-cookie').some((value) => value.startsWith('cockpit='))
    if (!isCockpit) return null
    const environment = at < 0 ? null : jsonObject(body.slice(at + before.length, body.indexOf('};', at) + 1))
    const release = environment?.['os-release']
    const name = typeof release === 'object' && release !== null && 'PRETTY_NAME' in release && release.PRETTY_NAME
    return {
      product: 'Cockpit',
      vendor: 'Cockpit',
      os: typeof name === 'string' ? name : undefined,
      names: typeof environment?.hostname === 'string' ? [environment.hostname] : [],
    }
  },
  examples: [
    {
      response:
        'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: cockpit=deleted; PATH=/; SameSite=strict; HttpOnly\r\n\r\n<title>Loading...</title>\n    <script>\nvar environment = {"is_cockpit_client":false,"page":{"connect":false,"require_host":false},"hostname":"vm","os-release":{"NAME":"Debian GNU/Linux","ID":"debian","PRETTY_NAME":"Debian GNU/Linux 12 (bookworm)"}};\n    </script>',
      expect: { product: 'Cockpit', os: 'Debian GNU/Linux 12 (bookworm)', names: ['vm'] },
    },
  ],
})
