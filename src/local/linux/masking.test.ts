import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskCommandLine } from './masking.ts'

const masked = (line: string): string => maskCommandLine(line.split(' '))

describe('hides', () => {
  test.each([
    ['redis-server --requirepass S3cret', 'redis-server --requirepass ***'],
    ['redis-server --requirepass=S3cret', 'redis-server --requirepass=***'],
    ['redis-cli -a S3cret ping', 'redis-cli -a *** ping'],
    ['app --password S3cret --port 80', 'app --password *** --port 80'],
    ['app --password=S3cret', 'app --password=***'],
    ['app -password S3cret', 'app -password ***'],
    ['app --db-password=S3cret', 'app --db-password=***'],
    ['app --dbPassword=S3cret', 'app --dbPassword=***'],
    ['app --token S3cret', 'app --token ***'],
    ['app --api-key=S3cret', 'app --api-key=***'],
    ['app --apikey S3cret', 'app --apikey ***'],
    ['app --key S3cret', 'app --key ***'],
    ['app --secret=S3cret', 'app --secret=***'],
    ['app --client-secret S3cret', 'app --client-secret ***'],
    ['app --passphrase S3cret', 'app --passphrase ***'],
    ['app --passwd S3cret', 'app --passwd ***'],
    ['app --pass S3cret', 'app --pass ***'],
    ['app --auth-token S3cret', 'app --auth-token ***'],
    ['etcd --jwt-secret-value=S3cret', 'etcd --jwt-secret-value=***'],
    ['mysqld -pS3cret', 'mysqld -p***'],
    ['/usr/bin/mysqldump -u root -pS3cret db', '/usr/bin/mysqldump -u root -p*** db'],
    ['mariadb --password=S3cret', 'mariadb --password=***'],
    ['sshpass -p S3cret ssh host', 'sshpass -p *** ssh host'],
    ['sshpass -pS3cret ssh host', 'sshpass -p*** ssh host'],
    ['mongosh -p S3cret', 'mongosh -p ***'],
    ['ldapsearch -w S3cret -x', 'ldapsearch -w *** -x'],
    ['curl -u bob:S3cret http://x/', 'curl -u bob:*** http://x/'],
    ['curl --user bob:S3cret http://x/', 'curl --user bob:*** http://x/'],
    ['env FOO_TOKEN=S3cret app', 'env FOO_TOKEN=*** app'],
    ['env AWS_SECRET_ACCESS_KEY=S3cret app', 'env AWS_SECRET_ACCESS_KEY=*** app'],
    ['docker run -e POSTGRES_PASSWORD=S3cret pg', 'docker run -e POSTGRES_PASSWORD=*** pg'],
    ['docker run --env=PGPASSWORD=S3cret pg', 'docker run --env=PGPASSWORD=*** pg'],
    ['java -Dspring.datasource.password=S3cret -jar a.jar', 'java -Dspring.datasource.password=*** -jar a.jar'],
    ['app postgres://bob:S3cret@db:5432/x', 'app postgres://bob:***@db:5432/x'],
    ['app --url=redis://:S3cret@db:6379', 'app --url=redis://:***@db:6379'],
    ['app https://bob:S3@cret@db/', 'app https://bob:***@db/'],
    ['app http://x/?access_token=S3cret&a=1', 'app http://x/?access_token=***&a=1'],
  ])('%s', (line, expected) => {
    expect(masked(line)).toBe(expected)
  })

  test.each([
    ['a header', ['curl', '-H', 'Authorization: Bearer S3cret'], 'curl -H Authorization: Bearer ***'],
    ['a command in an argument', ['sh', '-c', 'mysql -pS3cret db'], 'sh -c mysql -p*** db'],
    ['a command in an argument', ['sh', '-c', 'TOKEN=S3cret exec app'], 'sh -c TOKEN=*** exec app'],
    ['a title', ['app: worker --password S3cret'], 'app: worker --password ***'],
    ['a secret with blanks', ['app', '--password', 'S3cret with blanks'], 'app --password ***'],
    ['a secret after =, with blanks', ['app', '--password=S3cret with blanks'], 'app --password=***'],
  ])('%s', (_, words, expected) => expect(maskCommandLine(words)).toBe(expected))
})

test.each([
  'nginx -g daemon off;',
  'sshd -D -p 2222',
  'node server.js --port=8080 --host 0.0.0.0',
  'app --password-file /run/secrets/db',
  'app --password-file=/run/secrets/db',
  'app --tls-key-file k.pem',
  'app --token-ttl 3600',
  'app --no-password --listen :80',
  'app --bypass-cache x',
  'app --keyring main',
  'curl http://host:8080/path@x',
  'app --author bob',
  'app --auth none',
])('leaves %s', (line) => expect(masked(line)).toBe(line))

test('stays bounded and never throws, whatever it is given', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 200, unit: 'binary' }), { maxLength: 300 }), (words) => {
      expect(maskCommandLine(words).length).toBeLessThanOrEqual(1024)
    }),
  )
  for (const text of [
    'a:'.repeat(100_000),
    '-'.repeat(100_000),
    'http://'.repeat(50_000),
    'token='.repeat(50_000),
    ' x'.repeat(100_000),
    `x://${'a'.repeat(50_000)}`,
  ]) {
    expect(maskCommandLine([text, text]).length).toBeLessThanOrEqual(1024)
  }
})

test('a secret of any form never shows', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9!%+,.;_~^-]{6,20}$/).filter((text) => !text.startsWith('-'))
  fc.assert(
    fc.property(secret, (text) => {
      const unique = `q${text}Z9`
      for (const words of [
        ['app', '--password', unique],
        ['app', `--password=${unique}`],
        ['app', `DB_PASSWORD=${unique}`],
        ['mysql', `-p${unique}`],
        ['app', `postgres://u:${unique}@h/db`],
      ]) {
        expect(maskCommandLine(words)).not.toContain(unique)
      }
    }),
  )
})
