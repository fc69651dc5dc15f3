import { defineDaemon, withPort } from '../daemon.ts'

export default defineDaemon({
  title: 'the node exporter',
  processes: ['prometheus-node', 'node_exporter', 'node-exporter'],
  settings: [
    {
      files: {
        debian: '/etc/default/prometheus-node-exporter',
        fedora: '/etc/sysconfig/node_exporter',
        arch: '/etc/conf.d/prometheus-node-exporter',
        alpine: '/etc/conf.d/node-exporter',
      },
      key: '--web.listen-address',
      pattern: /^\s*(?:ARGS|OPTIONS|NODE_EXPORTER_ARGS|NODE_EXPORTER_OPTS)=/,
      lines: ({ addresses, port }) => [`ARGS="--web.listen-address=${withPort(addresses[0]!, port)}"`],
      rewrite: (line, { addresses, port }) => {
        const others = line.replace(/\s*--?web\.listen-address[= ][^\s"']*/g, '')
        return others
          .replace(/(["']?)\s*$/, ` --web.listen-address=${withPort(addresses[0]!, port)}$1`)
          .replace(/=(["']?) /, '=$1')
      },
    },
  ],
  service: 'prometheus-node-exporter',
  takesEffect: 'restart',
  source: 'node_exporter --help, --web.listen-address; /etc/default/prometheus-node-exporter of Debian',
})
