import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'PostgreSQL',
  processes: ['postgres', 'postmaster'],
  settings: [
    {
      files: {
        debian: [17, 16, 15, 14, 13, 18].map((version) => `/etc/postgresql/${version}/main/postgresql.conf`),
        fedora: '/var/lib/pgsql/data/postgresql.conf',
        suse: '/var/lib/pgsql/data/postgresql.conf',
        arch: '/var/lib/postgres/data/postgresql.conf',
        alpine: '/etc/postgresql/postgresql.conf',
      },
      key: 'listen_addresses',
      pattern: /^\s*listen_addresses\s*=?/i,
      lines: ({ addresses, isLoopback }) => [`listen_addresses = '${isLoopback ? 'localhost' : addresses.join(', ')}'`],
    },
  ],
  service: 'postgresql',
  takesEffect: 'restart',
  caution:
    'Each cluster has a file of its own (Debian: pg_lsclusters); ALTER SYSTEM and the command line come after it.',
  source: 'PostgreSQL documentation, 20.3.1 Connection Settings',
})
