import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  // It refuses to serve: its host has no name that the world knows.
  packages: ['leafnode', 'inetutils-inetd'],
  aside: ['leafnode', 'inetutils-inetd'],
  start: ({ dir }) => ({
    files: {
      'inetd.conf': 'nntp stream tcp nowait news /usr/sbin/leafnode leafnode\n',
      '/etc/news/leafnode/config': 'server = news.zoo.test\nexpire = 20\nallowstrangers = 42\n',
    },
    script: `install -d -o news -g news /var/spool/news; exec inetutils-inetd -d ${dir}/inetd.conf`,
  }),
  endpoints: [{ port: 119, protocol: 'nntp', product: 'Leafnode' }],
})
