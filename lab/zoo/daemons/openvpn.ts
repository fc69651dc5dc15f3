import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['openvpn'],
  start: ({ cert, key }) => ({
    script: `exec openvpn --dev null --proto tcp-server --port 1194 --tls-server --dh none --ca ${cert} --cert ${cert} --key ${key} --verb 1`,
  }),
  endpoints: [{ port: 1194, protocol: 'openvpn' }],
})
