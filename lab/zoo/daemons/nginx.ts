import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['nginx-light', 'nginx'],
  start: ({ dir, cert, key }) => ({
    files: {
      'nginx.conf': `daemon off; pid ${dir}/pid; error_log ${dir}/log; events {} http { access_log off;
        server { listen 80; listen 10080; }
        server { listen 8443 ssl http2; ssl_certificate ${cert}; ssl_certificate_key ${key}; }
        server { listen 8401; auth_basic zoo; auth_basic_user_file /dev/null; }
        server { listen 8402; return 301 https://zoo.test/; } }`,
    },
    script: `exec nginx -c ${dir}/nginx.conf`,
  }),
  endpoints: [
    { port: 80, protocol: 'http', product: 'nginx', version: 'revealed' },
    { port: 10080, protocol: 'http', product: 'nginx', version: 'revealed' },
    { port: 8443, protocol: 'http', product: 'nginx', version: 'revealed', tls: true },
    { port: 8401, protocol: 'http', product: 'nginx', version: 'revealed', password: true },
    { port: 8402, protocol: 'http', product: 'nginx', version: 'revealed' },
  ],
})
