import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['apache2-bin'],
  start: ({ dir, cert, key }) => ({
    files: {
      'apache.conf': `ServerName zoo.test
        ServerRoot /usr/lib/apache2
        PidFile ${dir}/pid
        ErrorLog ${dir}/log
        DefaultRuntimeDir ${dir}
        DocumentRoot ${dir}/machine
        LoadModule mpm_event_module modules/mod_mpm_event.so
        LoadModule authz_core_module modules/mod_authz_core.so
        LoadModule ssl_module modules/mod_ssl.so
        Listen 8081
        Listen 443
        <VirtualHost *:443>
        SSLEngine on
        SSLCertificateFile ${cert}
        SSLCertificateKeyFile ${key}
        </VirtualHost>`,
    },
    script: `exec apache2 -D FOREGROUND -f ${dir}/apache.conf`,
  }),
  endpoints: [
    { port: 8081, protocol: 'http', product: 'Apache', version: 'revealed' },
    { port: 443, protocol: 'http', product: 'Apache', version: 'revealed', tls: true },
  ],
})
