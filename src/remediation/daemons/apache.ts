import { defineDaemon, withPort } from '../daemon.ts'

export default defineDaemon({
  title: 'Apache httpd',
  processes: ['apache2', 'httpd'],
  settings: [
    {
      files: {
        debian: '/etc/apache2/ports.conf',
        fedora: '/etc/httpd/conf/httpd.conf',
        alpine: '/etc/apache2/httpd.conf',
        suse: '/etc/apache2/listen.conf',
        arch: '/etc/httpd/conf/httpd.conf',
      },
      key: 'Listen',
      pattern: /^\s*Listen\s/i,
      lines: ({ addresses, port }) => addresses.map((address) => `Listen ${withPort(address, port)}`),
      // Twice the same, and it does not start.
      once: true,
      rewrite: (line, { addresses, port }) => {
        const [, before, itsPort, after] = /^(\s*Listen\s+)(?:\S*:)?(\d+)(.*)$/i.exec(line) ?? []
        return Number(itsPort) === port ? `${before}${withPort(addresses[0]!, port)}${after}` : null
      },
    },
  ],
  service: 'apache2',
  takesEffect: 'restart',
  test: ['apachectl', 'configtest'],
  source: 'Apache HTTP Server documentation, Binding to Addresses and Ports',
})
