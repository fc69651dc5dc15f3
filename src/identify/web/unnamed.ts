import { cpe } from '../cpe.ts'
import { programIn } from '../http/build-info.ts'
import type { HttpResponse } from '../http/response.ts'
import { defineWebProduct, type ProductMatch } from '../web-product.ts'

/** Pages that tell what an interface for programs is, and how each is read. */
const pages: Readonly<Record<string, (response: HttpResponse) => ProductMatch | null>> = {
  '/version': etcdIn,
  '/v2/': registryIn,
  '/metrics': ({ body }) => programIn(body),
}

export default defineWebProduct({
  id: 'unnamed',
  summary: 'interfaces for programs that do not say at / what they are: etcd, Docker Registry, what has metrics',
  source:
    'etcd: server/etcdserver/api/etcdhttp/version.go; Docker Registry HTTP API V2; Go: src/net/http/server.go (NotFound)',
  layer: 'application',
  match({ header, body, status }) {
    if (header('server') !== '' || header('x-powered-by') !== '') return null
    const isGo = status === 404 && body === '404 page not found\n' && header('x-content-type-options') === 'nosniff'
    if (isGo) return { facts: { runtime: 'Go' } }
    return status === 200 && header('content-length') === '0' && header('cache-control') === 'no-cache' ? {} : null
  },
  async ask(get, match) {
    for (const [path, read] of Object.entries(pages)) {
      const response = await get(path)
      const found = response === null ? null : read(response)
      if (found?.product !== undefined) return { ...found, facts: { ...match.facts, ...found.facts } }
    }
    return match
  },
  examples: [
    {
      response:
        'HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nContent-Length: 19\r\n\r\n404 page not found\n',
      pages: {
        '/version':
          'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 45\r\n\r\n{"etcdserver":"3.4.23","etcdcluster":"3.4.0"}',
      },
      expect: { product: 'etcd', version: '3.4.23', facts: { clusterVersion: '3.4.0' } },
    },
    {
      response:
        'HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nContent-Length: 19\r\n\r\n404 page not found\n',
      pages: {
        '/metrics':
          'HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n\r\n# HELP kubelet_running_pods Number of pods\n# TYPE kubelet_running_pods gauge\nkubelet_running_pods 3\nkubernetes_build_info{build_date="2023-01-18T15:51:25Z",git_version="v1.26.1",major="1",minor="26",platform="linux/amd64"} 1\n',
      },
      expect: { product: 'kubelet', version: '1.26.1', facts: { metrics: true } },
    },
    {
      response:
        'HTTP/1.1 200 OK\r\nCache-Control: no-cache\r\nDate: Sun, 22 Nov 2026 16:33:12 GMT\r\nContent-Length: 0\r\n\r\n',
      pages: {
        '/v2/':
          'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json; charset=utf-8\r\nDocker-Distribution-Api-Version: registry/2.0\r\n\r\n{}',
      },
      expect: { product: 'Docker Registry', facts: { apiVersion: 'registry/2.0' } },
    },
  ],
})

function etcdIn({ json }: HttpResponse): ProductMatch | null {
  const version = json?.etcdserver
  if (typeof version !== 'string') return null
  const cluster = json?.etcdcluster
  return {
    product: 'etcd',
    vendor: 'etcd',
    version,
    cpe: [cpe('a', 'etcd', 'etcd', version)],
    facts: { clusterVersion: typeof cluster === 'string' ? cluster : undefined },
  }
}

function registryIn({ header, status }: HttpResponse): ProductMatch | null {
  const apiVersion = header('docker-distribution-api-version')
  if (apiVersion === '') return null
  return {
    product: 'Docker Registry',
    vendor: 'CNCF Distribution',
    cpe: [cpe('a', 'docker', 'registry')],
    facts: { apiVersion, authRequired: status === 401 },
  }
}
