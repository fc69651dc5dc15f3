import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['krb5-kdc'],
  start: ({ dir }) => ({
    files: {
      'krb5.conf': '[libdefaults]\ndefault_realm = ZOO.TEST\n[realms]\nZOO.TEST = { kdc = 127.0.0.1 }\n',
      'kdc.conf': `[realms]\nZOO.TEST = {\n database_name = ${dir}/principal\n key_stash_file = ${dir}/stash\n kdc_listen = 88\n kdc_tcp_listen = 88\n}\n[logging]\nkdc = STDERR\n`,
    },
    script: `export KRB5_CONFIG=${dir}/krb5.conf KRB5_KDC_PROFILE=${dir}/kdc.conf
      kdb5_util create -s -P zoo > /dev/null; exec krb5kdc -n -P ${dir}/pid`,
  }),
  endpoints: [
    { port: 88, protocol: 'kerberos' },
    { port: 88, transport: 'udp', protocol: 'kerberos' },
  ],
})
