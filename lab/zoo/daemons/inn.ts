import { defineZooDaemon } from '../zoo-daemon.ts'

const folders = '/run/news /etc/news /var/lib/news /var/log/news /var/spool/news'

export default defineZooDaemon({
  // Its reader daemon alone: what answers those who read.
  packages: ['inn2', 'inn2-inews'],
  aside: ['inn2', 'inn2-inews'],
  start: () => ({
    files: {
      '/var/lib/news/active': 'control 0 1 n\njunk 0 1 n\nzoo.test 0 1 y\n',
      '/var/lib/news/newsgroups': 'zoo.test A group.\n',
      '/var/lib/news/history': '',
      '/etc/news/readers.conf':
        'auth all {\n hosts: "*"\n default: "zoo"\n}\naccess all {\n users: "*"\n newsgroups: "*"\n}\n',
    },
    script: `mkdir -p ${folders} /var/spool/news/overview /var/spool/news/articles; chown -R news:news ${folders}
      as='setpriv --reuid news --regid news --clear-groups'
      $as /usr/lib/news/bin/makehistory -O -x
      exec $as /usr/lib/news/bin/nnrpd -D -f -p 1119`,
  }),
  endpoints: [{ port: 1119, protocol: 'nntp', product: 'INN', version: 'revealed' }],
})
