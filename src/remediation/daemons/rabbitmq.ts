import { defineDaemon } from '../daemon.ts'

/** Management, its prometheus, Erlang's own, epmd, MQTT, STOMP: each has a key of its own. */
const others: readonly number[] = [15_672, 15_692, 25_672, 4369, 1883, 8883, 61_613, 61_614]

export default defineDaemon({
  title: 'RabbitMQ',
  processes: ['rabbitmq-server'],
  decides: ({ port }) => !others.includes(port),
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
