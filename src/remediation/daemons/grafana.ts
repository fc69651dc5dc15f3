import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'Grafana',
  processes: ['grafana', 'grafana-server'],
  settings: [
    {
      files: { any: '/etc/grafana/grafana.ini', arch: '/etc/grafana.ini', alpine: '/etc/grafana.ini' },
      key: 'http_addr',
      pattern: /^\s*http_addr\s*=/,
      lines: ({ addresses }) => [`http_addr = ${addresses[0]}`],
      section: '[server]',
    },
  ],
  service: 'grafana-server',
  takesEffect: 'restart',
  source: 'Grafana documentation, Configure Grafana, server, http_addr',
})
