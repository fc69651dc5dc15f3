import { defineDaemon, withPort } from '../daemon.ts'

export default defineDaemon({
  title: 'Prometheus',
  processes: ['prometheus'],
  settings: [
    {
      files: {
        debian: '/etc/default/prometheus',
        fedora: '/etc/sysconfig/prometheus',
        arch: '/etc/conf.d/prometheus',
        alpine: '/etc/conf.d/prometheus',
      },
      key: '--web.listen-address',
      pattern: /^\s*(?:ARGS|PROMETHEUS_ARGS|prometheus_args)=/,
      lines: ({ addresses, port }) => [`ARGS="--web.listen-address=${withPort(addresses[0]!, port)}"`],
      rewrite: (line, { addresses, port }) => {
        const others = line.replace(/\s*--?web\.listen-address[= ][^\s"']*/g, '')
        return others
          .replace(/(["']?)\s*$/, ` --web.listen-address=${withPort(addresses[0]!, port)}$1`)
          .replace(/=(["']?) /, '=$1')
      },
    },
  ],
  service: 'prometheus',
  takesEffect: 'restart',
  source: 'prometheus --help, --web.listen-address; /etc/default/prometheus of Debian',
})
