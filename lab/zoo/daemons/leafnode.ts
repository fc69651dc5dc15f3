import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['leafnode', 'inetutils-inetd'],
  aside: ['leafnode', 'inetutils-inetd'],
  start: ({ dir }) => ({
    files: {
      'inetd.conf': 'nntp stream tcp nowait news /usr/sbin/leafnode leafnode\n',
      '/etc/news/leafnode/config':
        'server = news.zoo.test\nexpire = 20\nhostname = news.zoo-of-daemons.net\nallowstrangers = 42\n',
    },
    script: `exec inetutils-inetd -d ${dir}/inetd.conf`,
  }),
  endpoints: [{ port: 119, protocol: 'nntp', product: 'Leafnode', version: 'revealed' }],
})
