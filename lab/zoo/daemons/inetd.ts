import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  // The small services of inetd itself.
  packages: ['inetutils-inetd'],
  aside: ['inetutils-inetd'],
  start: ({ dir }) => ({
    files: {
      'inetd.conf': ['echo', 'discard', 'daytime', 'chargen', 'time']
        .flatMap((name) => [`${name} stream tcp nowait root internal\n`, `${name} dgram udp wait root internal\n`])
        .join(''),
    },
    script: `exec inetutils-inetd -d ${dir}/inetd.conf`,
  }),
  endpoints: [
    { port: 7, protocol: 'echo' },
    { port: 9, protocol: 'discard' },
    { port: 13, protocol: 'daytime' },
    { port: 19, protocol: 'chargen' },
    { port: 37, protocol: 'time' },
    { port: 7, transport: 'udp', protocol: 'echo' },
    { port: 13, transport: 'udp', protocol: 'daytime' },
    { port: 19, transport: 'udp', protocol: 'chargen' },
    { port: 37, transport: 'udp', protocol: 'time' },
  ],
})
