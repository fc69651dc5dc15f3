import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['wsdd'],
  start: () => ({ script: 'exec wsdd -4 -i eth0 -n zoo' }),
  endpoints: [{ port: 3702, transport: 'udp', protocol: 'wsdd' }],
})
