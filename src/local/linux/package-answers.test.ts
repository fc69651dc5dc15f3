import { expect, test } from 'vitest'
import { decodeDpkgSearch, decodeRpmQuery } from './package-answers.ts'

test('dpkg: one owner, several, of an architecture, and moved aside', () => {
  const answer = `perl-base: /usr/bin/perl
libc6:amd64, libc6:i386: /lib/ld.so
diversion by dash from: /bin/sh
diversion by dash to: /bin/sh.distrib
dash, bash: /bin/sh
openssh-server: /usr/sbin/ssh d: /x
`
  expect(Object.fromEntries(decodeDpkgSearch(answer))).toEqual({
    '/usr/bin/perl': 'perl-base',
    '/lib/ld.so': 'libc6',
    '/bin/sh': 'dash',
    '/bin/sh.distrib': 'dash',
    '/usr/sbin/ssh d: /x': 'openssh-server',
  })
})

test('rpm: the wanted files of the packages that own them', () => {
  const answer =
    '/usr/sbin/sshd\topenssh-server\n/etc/ssh/sshd_config\topenssh-server\nfile /x is not owned by any package\n'
  expect(Object.fromEntries(decodeRpmQuery(answer, new Set(['/usr/sbin/sshd'])))).toEqual({
    '/usr/sbin/sshd': 'openssh-server',
  })
})
