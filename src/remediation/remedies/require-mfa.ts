import { knownEntry } from '../catalogue.ts'
import { defineRemedy, plan } from '../remedy.ts'

export default defineRemedy({
  order: 50,
  plans({ endpoint, listener, distribution }) {
    if (listener?.process === 'sshd') return [sshPlan(distribution)]
    const measure = knownEntry(endpoint)?.secure.find((each) => each.measure === 'mfa')
    if (measure === undefined) return []
    return [
      plan({
        id: 'require-mfa',
        title: 'Require a second factor',
        why: measure.how,
        consequences: ['who has no second factor yet does not get in'],
      }),
    ]
  },
})

/** pam_google_authenticator(8), sshd_config(5): a key and a code that changes. */
function sshPlan(distribution: readonly string[]): ReturnType<typeof plan> {
  const isDebian = distribution.includes('debian')
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
    commands: [install, ['google-authenticator'], ['sshd', '-t'], ['systemctl', 'reload', isDebian ? 'ssh' : 'sshd']],
    consequences: ['who has no second factor yet does not get in: each user runs google-authenticator first'],
    undo: [['systemctl', 'reload', isDebian ? 'ssh' : 'sshd']],
  })
}
