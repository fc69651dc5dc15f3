import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['cups-daemon'],
  // Its header leaves out the last part.
  versionOf: (upstream) => [upstream, upstream.split('.').slice(0, 2).join('.')],
  start: ({ dir }) => ({
    files: {
      'cupsd.conf': 'Listen *:631\nServerAlias *\n<Location />\n Allow all\n</Location>\n',
      'cups-files.conf': `SystemGroup root\nServerRoot ${dir}\nAccessLog ${dir}/access\nErrorLog ${dir}/error\nPageLog ${dir}/page\n`,
    },
    script: `mkdir -p /run/cups; exec cupsd -f -c ${dir}/cupsd.conf -s ${dir}/cups-files.conf`,
  }),
  endpoints: [{ port: 631, protocol: 'ipp', product: 'CUPS', version: 'revealed' }],
})
