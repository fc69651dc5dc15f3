import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['mariadb-server'],
  start: ({ dir }) => ({
    files: { 'init.sql': "CREATE USER 'zoo'@'%' IDENTIFIED BY 'zoo';\n" },
    script: `mkdir -p ${dir}/data /run/mysqld; chown mysql ${dir}/data /run/mysqld
      mariadb-install-db --no-defaults --user=mysql --datadir=${dir}/data --auth-root-authentication-method=normal > /dev/null
      exec mariadbd --no-defaults --user=mysql --datadir=${dir}/data --socket=${dir}/data/socket --port=3306 --bind-address=0.0.0.0 --init-file=${dir}/init.sql --innodb-buffer-pool-size=16M`,
  }),
  endpoints: [{ port: 3306, protocol: 'mysql', product: 'MariaDB', version: 'revealed', password: true }],
})
