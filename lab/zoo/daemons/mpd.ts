import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['mpd'],
  // It greets with the version of its protocol.
  versionOf: () => '0.23.5',
  start: ({ dir }) => ({
    files: {
      'mpd.conf': `bind_to_address "0.0.0.0"\nport "6600"\nlog_file "${dir}/log"\naudio_output {\n type "null"\n name "zoo"\n}\n`,
    },
    script: `exec mpd --no-daemon ${dir}/mpd.conf`,
  }),
  endpoints: [{ port: 6600, protocol: 'mpd', product: 'Music Player Daemon', version: 'revealed' }],
})
