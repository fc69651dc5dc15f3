import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'RabbitMQ',
  processes: ['rabbitmq-server'],
  settings: [
    {
      files: { any: '/etc/rabbitmq/rabbitmq.conf' },
      key: 'listeners.tcp.1',
      pattern: /^\s*listeners\.tcp\.\w+\s*=/,
      lines: ({ addresses, port }) => addresses.map((address, i) => `listeners.tcp.${i + 1} = ${address}:${port}`),
    },
  ],
  service: 'rabbitmq-server',
  takesEffect: 'restart',
  caution:
    "The port of the management page (15672) has management.tcp.ip, and Erlang's own (25672, 4369) inet_dist_use_interface and ERL_EPMD_ADDRESS.",
  source: 'RabbitMQ documentation, Networking, Interfaces',
})
