import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['openvpn'],
  start: ({ dir }) => ({
    files: { password: 'zoo\n' },
    script: `openvpn --dev null --management 0.0.0.0 7506 ${dir}/password --management-hold --lport 1195 &
      exec openvpn --dev null --management 0.0.0.0 7505 --management-hold --lport 1196`,
  }),
  endpoints: [
    { port: 7505, protocol: 'openvpn-management', product: 'OpenVPN', version: 'revealed' },
    { port: 7506, protocol: 'openvpn-management', product: 'OpenVPN', password: true },
  ],
})
