import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  // Nobody may come from other hosts: it says so before it names its version.
  packages: ['mariadb-server'],
  start: ({ dir }) => ({
    script: `mkdir -p ${dir}/data /run/mysqld; chown mysql ${dir}/data /run/mysqld
      mariadb-install-db --no-defaults --user=mysql --datadir=${dir}/data --skip-test-db > /dev/null
      exec mariadbd --no-defaults --user=mysql --datadir=${dir}/data --socket=${dir}/data/socket --port=13306 --bind-address=0.0.0.0 --innodb-buffer-pool-size=16M`,
  }),
  endpoints: [{ port: 13306, protocol: 'mysql', product: 'MariaDB', password: true }],
})
