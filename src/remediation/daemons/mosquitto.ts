import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'Mosquitto',
  processes: ['mosquitto'],
  settings: [
    {
      files: { any: '/etc/mosquitto/mosquitto.conf' },
      key: 'listener',
      pattern: /^\s*(?:listener\s|bind_address\s|port\s)/,
      lines: ({ addresses, port }) => addresses.map((address) => `listener ${port} ${address}`),
      rewrite: (line, { addresses, port }) => {
        const [, itsPort] = /^\s*listener\s+(\d+)/.exec(line) ?? []
        return Number(itsPort) === port ? `listener ${port} ${addresses[0]}` : null
      },
    },
  ],
  service: 'mosquitto',
  takesEffect: 'restart',
  source: 'mosquitto.conf(5), listener',
})
