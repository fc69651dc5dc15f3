import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['slapd'],
  start: ({ dir, cert, key }) => ({
    files: {
      'slapd.conf': `include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\nTLSCertificateFile ${cert}\nTLSCertificateKeyFile ${key}\npidfile ${dir}/pid\ndatabase mdb\nsuffix dc=zoo,dc=test\ndirectory ${dir}/machine\n`,
    },
    script: `exec slapd -d 0 -f ${dir}/slapd.conf -h 'ldap://:13890 ldaps:///'`,
  }),
  endpoints: [
    { port: 13890, protocol: 'ldap', product: 'OpenLDAP' },
    { port: 636, protocol: 'ldap', product: 'OpenLDAP', tls: true },
  ],
})
