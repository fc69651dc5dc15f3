import { defineDaemon, withPort } from '../daemon.ts'

export default defineDaemon({
  title: 'InfluxDB',
  processes: ['influxd'],
  settings: [
    {
      files: { any: ['/etc/influxdb/influxdb.conf', '/etc/influxdb/config.toml'] },
      key: 'bind-address',
      pattern: /^\s*(?:bind-address|http-bind-address)\s*=/,
      lines: ({ addresses, port }) => [`bind-address = "${withPort(addresses[0]!, port)}"`],
      section: '[http]',
      rewrite: (line, { addresses, port }) => {
        const [, before, itsPort] = /^(\s*[a-z-]+\s*=\s*)"[^"]*:(\d+)"/.exec(line) ?? []
        return Number(itsPort) === port ? `${before}"${withPort(addresses[0]!, port)}"` : null
      },
    },
  ],
  service: 'influxdb',
  takesEffect: 'restart',
  source: 'InfluxDB 1.8 documentation, Configuration, [http] bind-address; InfluxDB 2, http-bind-address',
})
