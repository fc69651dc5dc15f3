import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openRcService, pidFilesIn, pidIn } from './init-script.ts'

const redis = `NAME=redis-server
RUNDIR=/run/redis
PIDFILE=$RUNDIR/redis-server.pid
start-stop-daemon --start --pidfile $PIDFILE
`

test('the files of process numbers that a script names', () => {
  expect(pidFilesIn(redis, 'redis-server')).toEqual(['/run/redis/redis-server.pid'])
  expect(pidFilesIn('NAME=smbd\nPIDFILE=/run/samba/$NAME.pid\n', 'smbd')).toEqual(['/run/samba/smbd.pid'])
  expect(pidFilesIn('\tPID=$(cat /etc/nginx.conf)\n\tPID=/run/nginx.pid\n', 'nginx')).toEqual(['/run/nginx.pid'])
  expect(pidFilesIn(`pidfile="\${pidfile:-/run/redis/redis.pid}"`, 'redis')).toEqual(['/run/redis/redis.pid'])
  expect(pidFilesIn(`pidfile=/run/\${RC_SVCNAME}.pid`, 'sshd')).toEqual(['/run/sshd.pid'])
  expect(pidFilesIn('PIDDIR=/var/run/dbus\nPIDFILE=$PIDDIR/pid', 'dbus')).toEqual(['/var/run/dbus/pid'])
  expect(pidFilesIn('PIDFILE=$WHO/x.pid', 'x')).toEqual([])
})

test('the number in one, and the service of a control group of OpenRC', () => {
  expect([pidIn('812\n'), pidIn(' 7 '), pidIn('812 813\n'), pidIn('x'), pidIn('')]).toEqual([812, 7, null, null, null])
  expect(openRcService('2:cpu:/x\n1:name=openrc:/redis\n')).toBe('redis')
  expect(openRcService('0::/openrc.nginx\n')).toBe('nginx')
  expect(openRcService('0::/system.slice/redis.service\n')).toBeNull()
})

test('any text, and a script cut off anywhere or that names itself', () => {
  const check = (text: string) => {
    for (const path of pidFilesIn(text, 'x')) expect(path).toMatch(/^\//)
    expect(pidIn(text) ?? 0).toBeGreaterThanOrEqual(0)
    expect(openRcService(text)?.length ?? 0).toBeLessThanOrEqual(100)
  }
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), check))
  for (let length = 0; length < redis.length; length += 3) check(redis.slice(0, length))
  check('A=$A$A$A$A\nX=$A/x.pid\n')
  check('a'.repeat(300_000))
  check('A=b\n'.repeat(60_000))
  check('0::/'.repeat(100_000))
})
