import { programIn } from '../http/build-info.ts'
import { defineWebProduct } from '../web-product.ts'

export default defineWebProduct({
  id: 'prometheus-exporter',
  summary: 'exporters of metrics for Prometheus',
  source: 'prometheus/exporter-toolkit: web/landing_page.go; prometheus/docs: exposition formats',
  layer: 'application',
  match({ title, body }) {
    const metrics = programIn(body)
    if (metrics !== null) return { ...metrics, product: metrics.product ?? 'Prometheus exporter' }
    const isExporter = /\bexporter\b/i.test(title) && /href="\/?metrics"/.test(body)
    return isExporter ? { product: title } : null
  },
  async ask(get, match) {
    if (match.version !== undefined) return match
    const page = await get('/metrics')
    const metrics = page === null ? null : programIn(page.body)
    return metrics === null ? match : { ...match, version: metrics.version, os: metrics.os, facts: metrics.facts }
  },
  examples: [
    {
      response:
        'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html>\n\t\t\t<head><title>Node Exporter</title></head>\n\t\t\t<body>\n\t\t\t<h1>Node Exporter</h1>\n\t\t\t<p><a href="/metrics">Metrics</a></p>\n',
      pages: {
        '/metrics':
          'HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n\r\n# HELP go_info Information about the Go environment.\n# TYPE go_info gauge\ngo_info{version="go1.19.8"} 1\n# TYPE node_exporter_build_info gauge\nnode_exporter_build_info{branch="debian/sid",goarch="amd64",goos="linux",goversion="go1.19.8",revision="1.5.0-1+b6",version="1.5.0"} 1\nnode_os_info{build_id="",id="debian",name="Debian GNU/Linux",pretty_name="Debian GNU/Linux 12 (bookworm)",version_id="12"} 1\n',
      },
      expect: {
        product: 'Node Exporter',
        version: '1.5.0',
        os: 'Debian GNU/Linux 12 (bookworm)',
        facts: { metrics: true, goVersion: '1.19.8' },
      },
    },
    {
      response:
        'HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n\r\n# HELP blackbox_exporter_build_info A metric with a constant \'1\' value\n# TYPE blackbox_exporter_build_info gauge\nblackbox_exporter_build_info{branch="debian/sid",goversion="go1.19.8",revision="0.23.0-4+b4",version="0.23.0"} 1\n',
      expect: { product: 'Blackbox Exporter', version: '0.23.0' },
    },
  ],
})
