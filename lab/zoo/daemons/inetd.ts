import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  // The small services of inetd itself; discard never shows what it is.
  packages: ['inetutils-inetd'],
  aside: ['inetutils-inetd'],
  start: ({ dir }) => ({
    files: {
      'inetd.conf': ['echo', 'daytime', 'chargen', 'time']
        .flatMap((name) => [`${name} stream tcp nowait root internal\n`, `${name} dgram udp wait root internal\n`])
        .join(''),
    },
    script: `exec inetutils-inetd -d ${dir}/inetd.conf`,
  }),
  endpoints: [
    { port: 7, protocol: 'echo' },
    { port: 13, protocol: 'daytime' },
    { port: 19, protocol: 'chargen' },
    { port: 37, protocol: 'time' },
    { port: 7, transport: 'udp', protocol: 'echo' },
    { port: 13, transport: 'udp', protocol: 'daytime' },
    { port: 19, transport: 'udp', protocol: 'chargen' },
    { port: 37, transport: 'udp', protocol: 'time' },
  ],
})
