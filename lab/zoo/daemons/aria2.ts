import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['aria2'],
  start: ({ dir }) => ({
    script: `exec aria2c --enable-rpc --rpc-listen-all --rpc-listen-port=16800 --dir=${dir} --no-conf`,
  }),
  endpoints: [{ port: 16800, protocol: 'http', product: 'aria2' }],
})
