import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['minidlna'],
  start: ({ dir }) => ({
    files: {
      'minidlna.conf': `port=8200\nnetwork_interface=eth0\nfriendly_name=zoo\ndb_dir=${dir}/db\nlog_dir=${dir}\nmedia_dir=${dir}/media\ninotify=no\n`,
    },
    script: `mkdir ${dir}/media ${dir}/db; mkdir -p /run/minidlna; exec minidlnad -S -u root -P ${dir}/pid -f ${dir}/minidlna.conf`,
  }),
  // Its SSDP socket is bound to the group's address: who asks it alone gets ICMP's word that the port is closed.
  endpoints: [{ port: 8200, protocol: 'http', product: 'MiniDLNA', version: 'revealed' }],
})
