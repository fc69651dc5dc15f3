import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['syncthing'],
  start: ({ dir }) => ({
    script: `exec syncthing serve --home=${dir}/home --no-browser --no-upgrade --gui-address=0.0.0.0:8384`,
  }),
  endpoints: [
    { port: 22000, protocol: 'syncthing', product: 'Syncthing', tls: true },
    { port: 8384, protocol: 'http', product: 'Syncthing', version: 'revealed' },
  ],
})
