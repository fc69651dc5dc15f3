import { cpe } from '../cpe.ts'
import { defineWebProduct } from '../web-product.ts'

export default defineWebProduct({
  id: 'kubelet',
  summary: 'kubelet, which runs the containers of a Kubernetes node',
  source:
    'Kubernetes: pkg/kubelet/server/server.go (InstallAuthFilter), pkg/kubelet/server/auth.go (resource nodes, subresource proxy)',
  layer: 'application',
  match({ body, status }) {
    // It lets strangers in as system:anonymous, and then finds that they may do nothing.
    const isForbidden =
      status === 403 && /^Forbidden \(user=[^,]{1,100}, verb=get, resource=nodes, subresource/.test(body)
    if (!isForbidden) return null
    return {
      product: 'kubelet',
      vendor: 'Kubernetes',
      cpe: [cpe('a', 'kubernetes', 'kubernetes')],
      facts: { anonymous: body.includes('user=system:anonymous'), authRequired: true },
    }
  },
  examples: [
    {
      response:
        'HTTP/1.1 403 Forbidden\r\nDate: Sun, 22 Nov 2026 10:00:00 GMT\r\nContent-Length: 78\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nForbidden (user=system:anonymous, verb=get, resource=nodes, subresource=proxy)',
      expect: { product: 'kubelet', facts: { anonymous: true, authRequired: true } },
    },
  ],
})
