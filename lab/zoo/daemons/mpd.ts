import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['mpd'],
  start: ({ dir }) => ({
    files: {
      'mpd.conf': `bind_to_address "0.0.0.0"\nport "16600"\nlog_file "${dir}/log"\naudio_output {\n type "null"\n name "zoo"\n}\n`,
    },
    script: `exec mpd --no-daemon ${dir}/mpd.conf`,
  }),
  // It greets with the version of its protocol (0.23.5 where the daemon is 0.23.12); its own it never tells.
  endpoints: [{ port: 16600, protocol: 'mpd', product: 'Music Player Daemon' }],
})
