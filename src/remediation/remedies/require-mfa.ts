import { againWords } from '../again.ts'
import { byNumberSentence, knownEntry } from '../catalogue.ts'
import { defineRemedy, plan } from '../remedy.ts'
import type { Situation } from '../situation.ts'

export default defineRemedy({
  order: 50,
  plans(situation) {
    const { endpoint, listener } = situation
    if (listener?.process === 'sshd') return [sshPlan(situation)]
    const entry = knownEntry(endpoint)
    const measure = entry?.secure.find((each) => each.measure === 'mfa')
    if (entry === null || measure === undefined) return []
    return [
      plan({
        id: 'require-mfa',
        title: 'Require a second factor',
        why: [measure.how, ...byNumberSentence(situation, entry)].join(' '),
        consequences: ['who has no second factor yet does not get in'],
      }),
    ]
  },
})

/** pam_google_authenticator(8), sshd_config(5): a key and a code that changes. */
function sshPlan(situation: Situation): ReturnType<typeof plan> {
  const isDebian = situation.distribution.includes('debian')
  const install = isDebian
    ? ['apt-get', 'install', 'libpam-google-authenticator']
    : ['dnf', 'install', 'google-authenticator']
  return plan({
    id: 'require-mfa',
    title: 'Require a key and a second factor of who logs in',
    why: 'Where it has to be reached from everywhere: a stolen key or password is then not enough. Keep a session open until a new one has worked.',
    edits: [
      {
        file: '/etc/ssh/sshd_config',
        diff: [
          '+PasswordAuthentication no',
          '+KbdInteractiveAuthentication yes',
          '+AuthenticationMethods publickey,keyboard-interactive',
        ],
      },
      { file: '/etc/pam.d/sshd', diff: ['+auth required pam_google_authenticator.so'] },
    ],
    commands: [install, ['google-authenticator'], ['sshd', '-t'], ...againWords(situation, 'reload')],
    consequences: ['who has no second factor yet does not get in: each user runs google-authenticator first'],
    undo: againWords(situation, 'reload'),
  })
}
