import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['wsdd2'],
  start: () => ({ script: 'exec wsdd2 -i eth0 -H zoo -N ZOO -G WORKGROUP' }),
  // Its TCP port speaks to who knows its UUID, and LLMNR only of its own name.
  endpoints: [{ port: 3702, transport: 'udp', protocol: 'ws-discovery' }],
})
