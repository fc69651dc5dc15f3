import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['postgresql-15'],
  start: ({ dir, cert, key }) => ({
    script: `bin=/usr/lib/postgresql/15/bin
      as() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
      mkdir ${dir}/data; cp ${cert} ${dir}/cert; cp ${key} ${dir}/key; chmod 600 ${dir}/key; chown postgres ${dir}/data ${dir}/cert ${dir}/key
      as $bin/initdb -N -D ${dir}/data > /dev/null
      echo 'host all all all scram-sha-256' >> ${dir}/data/pg_hba.conf
      exec setpriv --reuid=postgres --regid=postgres --clear-groups $bin/postgres -D ${dir}/data -p 15432 -c listen_addresses='*' -c unix_socket_directories= -c ssl=on -c ssl_cert_file=${dir}/cert -c ssl_key_file=${dir}/key`,
  }),
  endpoints: [{ port: 15432, protocol: 'postgresql', product: 'PostgreSQL', password: true }],
})
