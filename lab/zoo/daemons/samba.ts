import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['samba'],
  start: ({ dir }) => ({
    files: { 'smb.conf': '[global]\nnetbios name = ZOO\nworkgroup = LAB\n[open]\npath = /var/tmp\nguest ok = yes\n' },
    script: `mkdir -p /run/samba /var/log/samba; nmbd -D -s ${dir}/smb.conf; exec smbd -F --no-process-group -s ${dir}/smb.conf`,
  }),
  endpoints: [
    { port: 139, protocol: 'smb', product: 'Samba' },
    { port: 445, protocol: 'smb', product: 'Samba' },
    { port: 137, transport: 'udp', protocol: 'netbios-ns' },
  ],
})
