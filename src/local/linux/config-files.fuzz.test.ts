import fc from 'fast-check'
import { expect, test } from 'vitest'
import { configFilesIn } from './config-files.ts'

test('the files that a command line names', () => {
  expect(configFilesIn('redis-server\0/etc/redis/redis.conf\0--port\0', '/')).toEqual(['/etc/redis/redis.conf'])
  expect(configFilesIn('mysqld\0--defaults-file=/srv/my.cnf\0--pid-file=/run/my.pid\0', '/')).toEqual(['/srv/my.cnf'])
  expect(configFilesIn('nginx: master process nginx -c conf/nginx.conf', '/srv')).toEqual(['/srv/conf/nginx.conf'])
  expect(configFilesIn('/usr/sbin/sshd\0-D\0-f\0/etc/ssh/sshd_config\0', '/')).toEqual(['/etc/ssh/sshd_config'])
  expect(configFilesIn('postgres\0-c\0config_file=/srv/postgresql.conf\0', '/')).toEqual(['/srv/postgresql.conf'])
  expect(configFilesIn('redis-server 0.0.0.0:6379', '/')).toEqual([])
})

test('any text', () => {
  const check = (text: string) => {
    for (const path of configFilesIn(text, '/srv')) expect(path).toMatch(/^\//)
  }
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), check))
  fc.assert(fc.property(fc.string({ maxLength: 50 }), (word) => check(`${word}.conf`)))
  check(`${'x'.repeat(1_000_000)}.conf`)
  check('a.conf\0'.repeat(200_000))
})
