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
    ['app --password:S3cret', 'app --password:***'],
    ['app /password:S3cret', 'app /password:***'],
    ['xfreerdp /u:bob /p:S3cret', 'xfreerdp /u:bob /p:***'],
    ['app --pw S3cret', 'app --pw ***'],
    ['app --dbPass S3cret', 'app --dbPass ***'],
    ['app --auth S3cret', 'app --auth ***'],
    ['app --password -S3cret', 'app --password ***'],
    ['env PGPASS=S3cret', 'env PGPASS=***'],
    ['env GITHUB_PAT=S3cret', 'env GITHUB_PAT=***'],
    ['env REDISCLI_AUTH=S3cret redis-cli', 'env REDISCLI_AUTH=*** redis-cli'],
    ['java -Dkey=S3cret', 'java -Dkey=***'],
    ['helm --set auth.password=S3cret', 'helm --set auth.password=***'],
    ['mount -o username=bob,password=S3cret', 'mount -o username=bob,password=***'],
    ['grafana cfg:security.admin_password=S3cret', 'grafana cfg:security.admin_password=***'],
    ['app Server=h;Password=S3cret;Port=1', 'app Server=h;Password=***;Port=1'],
    ['app Protocol=https;AccountKey=S3cret==;Suffix=x', 'app Protocol=https;AccountKey=***;Suffix=x'],
    ['app {"user":"bob","password":"S3cret","port":1}', 'app {"user":"bob","password":"***","port":1}'],
    ["app {'token':'S3cret'}", "app {'token':'***'}"],
    ['app {\\"apiKey\\":\\"S3cret\\"}', 'app {\\"apiKey\\":\\"***\\"}'],
    ['app {"pin":{"token":1234567}}', 'app {"pin":{"token":***'],
    ['app bob:S3cret@host:5432', 'app bob:***@host:5432'],
    ['app postgres://bob:S3/cr#et@db/x', 'app postgres://bob:***@db/x'],
    ['app https://0123456789abcdef0123@sentry.io/1', 'app https://***@sentry.io/1'],
    ['curl -ubob:S3cret', 'curl -ubob:***'],
    ['curl -sSfu bob:S3cret', 'curl -sSfu bob:***'],
    ['curl --user=bob:S3cret', 'curl --user=bob:***'],
    ['curl -b session=S3cret', 'curl -b ***'],
    ['etcdctl --user root:S3cret', 'etcdctl --user root:***'],
    ['skopeo --src-creds=bob:S3cret', 'skopeo --src-creds=bob:***'],
    ['smbclient -U bob%S3cret', 'smbclient -U bob%***'],
    ['turnserver -u bob:S3cret', 'turnserver -u bob:***'],
    ['snmpwalk -v2c -c S3cret host', 'snmpwalk -v2c -c *** host'],
    ['ss-server -p 8388 -k S3cret', 'ss-server -p 8388 -k ***'],
    ['ldapsearch -wS3cret', 'ldapsearch -w***'],
    ['sudo mysql -pS3cret', 'sudo mysql -p***'],
    ['nice -n 5 sshpass -p S3cret ssh', 'nice -n 5 sshpass -p *** ssh'],
    ['kubectl exec x -- redis-cli -a S3cret', 'kubectl exec x -- redis-cli -a ***'],
    ['docker login -u bob -p S3cret', 'docker login -u bob -p ***'],
    ['redis-server requirepass S3cret', 'redis-server requirepass ***'],
    ['ngrok authtoken S3cret', 'ngrok authtoken ***'],
    ['title Authorization: Bearer S3cret', 'title Authorization: Bearer ***'],
    ['title PRIVATE-TOKEN: S3cret', 'title PRIVATE-TOKEN: ***'],
  ])('%s', (line, expected) => {
    expect(masked(line)).toBe(expected)
  })

  // Each in two parts, so that whoever looks for secrets in this repository finds none.
  test.each([
    ['AWS', 'AKIA', 'IOSFODNN7EXAMPLE'],
    ['GitHub', 'ghp_', '0123456789abcdefghijABCDEFGHIJ012345'],
    ['GitLab', 'glpat-', 'abcdefABCDEF01234567'],
    ['Slack', 'xoxb-', '123456789012-abcdefABCDEF'],
    ['Stripe', 'sk_live_', 'abcdefABCDEF0123456789'],
    ['Google', 'AIza', 'SyA1234567890abcdefghijklmnopqrstuv'],
    ['npm', 'npm_', 'abcdefABCDEF0123456789abcdefABCDEF0123'],
    [
      'a JSON Web Token',
      'eyJhbGciOiJIUzI1NiJ9.',
      'eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0TH',
    ],
    ['base64', 'dGhpcyBpcyBhIHNlY3JldCBrZXkg', 'MTIzNDU2Nzg5MA=='],
  ])('a secret known by its form: %s', (_, first, rest) => {
    expect(maskCommandLine(['app', first + rest, '--x', `y=${first}${rest}`])).toBe('app *** --x y=***')
  })

  test('a private key, to its end', () => {
    const pem = `-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBg\nS3cret\n-----END RSA PRIVATE KEY-----`
    const shown = '-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----'
    expect(maskCommandLine(['app', pem])).toBe(`app ${shown}`)
  })

  test.each([
    ['a header', ['curl', '-H', 'Authorization: Bearer S3cret'], 'curl -H Authorization: Bearer ***'],
    ['a command in an argument', ['sh', '-c', 'mysql -pS3cret db'], 'sh -c mysql -p*** db'],
    ['a command in an argument', ['sh', '-c', 'TOKEN=S3cret exec app'], 'sh -c TOKEN=*** exec app'],
    ['a header glued to its flag', ['curl', '-HAuthorization: Bearer S3cret'], 'curl -HAuthorization: Bearer ***'],
    [
      'a header of AWS',
      ['curl', '-H', 'Authorization: AWS4-HMAC-SHA256 Credential=x, Signature=S3cret'],
      'curl -H Authorization: AWS4-HMAC-SHA256 ***',
    ],
    ['a cookie', ['curl', '-H', 'Cookie: a=b; session=S3cret'], 'curl -H Cookie: ***'],
    [
      'quotes in a command',
      ['sh', '-c', `curl -u 'bob:S3cret' -H "Authorization: Bearer S3cret" http://h`],
      `sh -c curl -u 'bob:***' -H "Authorization: Bearer ***" http://h`,
    ],
    [
      'quoted blanks in a command',
      ['sh', '-c', 'app --password "S3cret two" --port 1'],
      'sh -c app --password "***" --port 1',
    ],
    ['quoted blanks after =', ['sh', '-c', "app --password='a S3cret' x"], 'sh -c app --password=*** x'],
    [
      'a command in a command',
      ['bash', '-c', `sh -c "mysql -u root -pS3cret db"`],
      'bash -c sh -c "mysql -u root -p*** db"',
    ],
    ['a variable with blanks', ['env', 'TOKEN=S3cret two'], 'env TOKEN=***'],
    [
      'a secret at the edge of what is shown',
      ['x'.repeat(1000), 'a://bob:S3cretS3cretS3cret@h'],
      `${'x'.repeat(1000)} a://bob:***@h`,
    ],
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
  'docker run -p 8080:80 --user 1000:1000 image:tag',
  'docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80',
  'node --max-old-space-size=4096 /srv/app/dist/server.js',
  'java -cp /usr/share/java/kafka/connect-api-3.1.0.jar org.apache.kafka.connect.cli.ConnectDistributed',
  'postgres: 15/main: bob shop 10.0.0.1(40412) idle',
  'sshd: bob@pts/0',
  'rsync bob@host:/srv/data /srv',
  'containerd-shim-runc-v2 -namespace moby -id 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  'kubelet --config=/var/lib/kubelet/config.yaml --token-auth-file /x',
  'redis-server *:6379',
  'chrome --type=renderer --field-trial-handle=1718379636,i',
  'auth-token:8080',
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
    '"'.repeat(100_000),
    `a="`.repeat(50_000),
    `'a "`.repeat(50_000),
    'sh -c "'.repeat(50_000),
    '-----BEGIN PRIVATE KEY-----'.repeat(5_000),
    'a.'.repeat(100_000),
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
