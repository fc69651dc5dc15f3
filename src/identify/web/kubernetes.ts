import { cpe } from '../cpe.ts'
import { defineWebProduct } from '../web-product.ts'

export default defineWebProduct({
  id: 'kubernetes',
  summary: 'API server of Kubernetes',
  source: 'Kubernetes: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go (Status); API reference, /version',
  layer: 'application',
  match({ json, header }) {
    const isStatus = json?.kind === 'Status' && json.apiVersion === 'v1'
    const isPathList = header('x-kubernetes-pf-flowschema-uid') !== '' && Array.isArray(json?.paths)
    if (!isStatus && !isPathList) return null
    const who = typeof json.message === 'string' && json.message.includes('system:anonymous')
    return {
      product: 'Kubernetes API server',
      vendor: 'Kubernetes',
      cpe: [cpe('a', 'kubernetes', 'kubernetes')],
      facts: { anonymous: isPathList || who },
    }
  },
  async ask(get, match) {
    const version = (await get('/version'))?.json?.gitVersion
    if (typeof version !== 'string') return match
    const number = version.replace(/^v/, '')
    return { ...match, version: number, cpe: [cpe('a', 'kubernetes', 'kubernetes', number)] }
  },
  examples: [
    {
      response:
        'HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nX-Kubernetes-Pf-Flowschema-Uid: 0f3e\r\n\r\n{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"forbidden: User \\"system:anonymous\\" cannot get path \\"/\\"","reason":"Forbidden","details":{},"code":403}',
      pages: {
        '/version':
          'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"major":"1","minor":"26","gitVersion":"v1.26.1","platform":"linux/amd64"}',
      },
      expect: {
        product: 'Kubernetes API server',
        version: '1.26.1',
        facts: { anonymous: true },
        cpe: ['cpe:2.3:a:kubernetes:kubernetes:1.26.1:*:*:*:*:*:*:*'],
      },
    },
  ],
})
