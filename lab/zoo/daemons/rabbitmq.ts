import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['rabbitmq-server'],
  start: ({ dir }) => ({
    files: { 'rabbitmq.conf': 'listeners.tcp.default = 15673\n' },
    script: `export RABBITMQ_MNESIA_BASE=${dir}/data RABBITMQ_LOG_BASE=${dir}/log RABBITMQ_CONFIG_FILE=${dir}/rabbitmq RABBITMQ_NODENAME=zoo@zoo
      exec sh /usr/lib/rabbitmq/bin/rabbitmq-server`,
  }),
  endpoints: [
    { port: 15673, protocol: 'amqp', product: 'RabbitMQ', version: 'revealed', password: true },
    { port: 4369, protocol: 'epmd' },
  ],
})
