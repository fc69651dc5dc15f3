import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['vsftpd'],
  aside: ['vsftpd'],
  start: ({ dir }) => ({
    files: {
      'vsftpd.conf':
        'listen=YES\nbackground=NO\nanonymous_enable=YES\nsecure_chroot_dir=/run/empty\nseccomp_sandbox=NO\nlocal_enable=NO\n',
    },
    script: `echo 'ftp:x:976:976::/run/empty:/bin/false' >> /etc/passwd; mkdir /run/empty; chmod 644 ${dir}/vsftpd.conf; exec vsftpd ${dir}/vsftpd.conf`,
  }),
  endpoints: [{ port: 21, protocol: 'ftp', product: 'vsftpd', version: 'revealed' }],
})
