import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'Exim',
  processes: ['exim4', 'exim'],
  settings: [
    {
      files: { debian: '/etc/exim4/update-exim4.conf.conf' },
      key: 'local_interfaces',
      pattern: /^\s*dc_local_interfaces\s*=/,
      lines: ({ addresses }) => [`dc_local_interfaces='${addresses.join(' ; ')}'`],
    },
  ],
  service: 'exim4',
  takesEffect: 'restart',
  source: 'Exim specification, 13. Starting the daemon, local_interfaces; update-exim4.conf(8)',
})
