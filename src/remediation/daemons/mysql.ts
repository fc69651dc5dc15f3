import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'MySQL or MariaDB',
  processes: ['mysqld', 'mariadbd'],
  // The X protocol of MySQL has mysqlx-bind-address, the administrative port admin-address.
  decides: ({ port }) => port !== 33_060 && port !== 33_062,
  settings: [
    {
      files: {
        debian: ['/etc/mysql/mariadb.conf.d/50-server.cnf', '/etc/mysql/mysql.conf.d/mysqld.cnf'],
        fedora: ['/etc/my.cnf.d/mariadb-server.cnf', '/etc/my.cnf.d/mysql-server.cnf'],
        alpine: '/etc/my.cnf.d/mariadb-server.cnf',
        arch: '/etc/my.cnf.d/server.cnf',
        any: '/etc/my.cnf',
      },
      key: 'bind-address',
      pattern: /^\s*bind[-_]address\s*=/i,
      // MySQL before 8.0.13 and MariaDB before 10.11 take one address only.
      lines: ({ addresses }) => [`bind-address = ${addresses[0]}`],
      section: '[mysqld]',
    },
  ],
  service: 'mysql',
  takesEffect: 'restart',
  caution: 'The X protocol of MySQL (33060) has a key of its own, mysqlx-bind-address.',
  source: 'MariaDB documentation, bind_address; MySQL reference manual, bind_address',
})
