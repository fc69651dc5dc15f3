import type { Change, Step } from '../../model/change.ts'
import { withPort } from '../daemon.ts'
import { run } from '../firewalls/closing.ts'
import { cutsSentence, remotePeers } from '../peers.ts'
import type { Plan } from '../plan.ts'
import { defineRemedy, plan } from '../remedy.ts'
import type { Situation } from '../situation.ts'

const loopback = ['127.0.0.1', '::1']

/** What systemd itself can do: let its own socket be at loopback, or let a service have packets of this machine only. */
export default defineRemedy({
  order: 25,
  plans(situation) {
    const { listener, units, published } = situation
    if (listener === null || published !== null || listener.bind === 'loopback' || units.manager !== null) return []
    if (units.socket !== null) return units.socketHasOthers ? [] : [socketPlan(situation, units.socket)]
    return units.service === null ? [] : [servicePlan(situation, units.service)]
  },
})

function socketPlan(situation: Situation, socket: string): Plan {
  const { units, endpoint } = situation
  const cuts = remotePeers(situation)
  const text = socketText(endpoint)
  const [running, lasting] = [`/run/systemd/system/${socket}.d`, `/etc/systemd/system/${socket}.d`].map(
    (folder) => `${folder}/portreeve.conf`,
  )
  // A socket does not start anew while its service has it (systemd.socket(5)).
  const again = [
    run(['systemctl', 'daemon-reload']),
    ...(units.service === null ? [] : [run(['systemctl', 'stop', '--', units.service])]),
    run(['systemctl', 'restart', '--', socket]),
    ...(units.service === null ? [] : [run(['systemctl', 'start', '--', units.service])]),
  ]
  const change: Change = {
    apply: [{ do: 'write', path: running!, text }, ...again],
    undo: [{ do: 'remove', path: running! }, { do: 'remove', path: lasting! }, ...again],
    confirm: [
      { do: 'write', path: lasting!, text },
      { do: 'remove', path: running! },
      run(['systemctl', 'daemon-reload']),
    ],
    unconfirm: [],
    files: [lasting!],
  }
  return plan({
    id: 'socket-loopback',
    title: `Let ${socket} listen on loopback only`,
    why: 'systemd holds the port for the service, so that what the service is told does not matter (systemd.socket(5), ListenStream=).',
    edits: [
      {
        file: lasting!,
        diff: text
          .trimEnd()
          .split('\n')
          .map((line) => `+${line}`),
      },
    ],
    commands: again.map(wordsOf),
    undo: [['rm', lasting!], ...again.map(wordsOf)],
    cuts,
    consequences: [
      ...cutsSentence(situation, cuts),
      'nobody reaches it from another machine',
      'connections that are there end, but for those of SSH',
    ],
    applied: { change, effect: { kind: 'listener', staysAt: loopback, units: [] } },
  })
}

function socketText({ transport, port }: Situation['endpoint']): string {
  const key = transport === 'tcp' ? 'ListenStream' : 'ListenDatagram'
  // The empty one takes back those of the unit's own file.
  return ['[Socket]', `${key}=`, ...loopback.map((address) => `${key}=${withPort(address, port)}`), ''].join('\n')
}

/** systemd.resource-control(5), IPAddressDeny=: needs control groups v2, and works both ways. */
function servicePlan(situation: Situation, service: string): Plan {
  const cuts = remotePeers(situation)
  const limits = ['IPAddressDeny=any', 'IPAddressAllow=localhost']
  return plan({
    id: 'unit-local-packets',
    title: `Let ${service} have packets of this machine only`,
    why: 'For a service that cannot be told where to listen. It reaches nobody else either (systemd.resource-control(5), IPAddressDeny=).',
    commands: [['systemctl', 'set-property', '--runtime', '--', service, ...limits]],
    toKeep: [['systemctl', 'set-property', '--', service, ...limits]],
    undo: [['systemctl', 'set-property', '--', service, 'IPAddressDeny=', 'IPAddressAllow=']],
    cuts,
    consequences: [
      ...cutsSentence(situation, cuts),
      'nobody reaches it from another machine',
      `${service} reaches no other machine, not even for names`,
    ],
  })
}

function wordsOf(step: Step): readonly string[] {
  return step.do === 'run' ? step.argv : []
}
