import type { Step } from '../../model/change.ts'
import { run } from '../firewalls/closing.ts'
import { cutsSentence, remotePeers } from '../peers.ts'
import type { Plan } from '../plan.ts'
import { defineRemedy, plan } from '../remedy.ts'
import type { Situation } from '../situation.ts'

export default defineRemedy({
  order: 10,
  plans(situation) {
    const { listener, units, published } = situation
    if (listener === null) return []
    if (published !== null) return [stopContainer(situation, published.engine, published.container)]
    const { container } = listener
    if (container !== null && (container.engine === 'docker' || container.engine === 'podman'))
      return [stopContainer(situation, container.engine, container.name ?? container.id.slice(0, 12))]
    if (units.service !== null || units.socket !== null) return [stopUnits(situation)]
    if (situation.initScript !== null) return [stopScript(situation, situation.initScript)]
    const { pid, process } = listener
    // What process 1 holds is for a unit that was not found.
    return container !== null || pid === null || pid === 1 || process === null
      ? []
      : [endProcess(situation, pid, process)]
  },
})

function stopUnits(situation: Situation): Plan {
  const { units, listener } = situation
  // The socket and its like first: they would start the service again.
  const names = [units.socket, ...units.triggers, units.service].filter((name) => name !== null)
  const who = systemctl(units.manager)
  const cuts = remotePeers(situation)
  const apply: Step[] = [run([...who, 'stop', '--', ...names])]
  const undo: Step[] = [run([...who, 'start', '--', ...names, ...units.along])]
  const isEnabled = units.enabled.length > 0
  const confirm: Step[] = isEnabled ? [run([...who, 'disable', '--', ...units.enabled])] : []
  const unconfirm: Step[] = isEnabled ? [run([...who, 'enable', '--', ...units.enabled])] : []
  const isSystems = units.manager === null
  return plan({
    id: 'stop-unit',
    title: `Stop ${isEnabled ? 'and disable ' : ''}${names.join(' and ')}`,
    why:
      listener?.connections === 0
        ? 'Nobody is connected now. What does not run cannot be attacked.'
        : 'What does not run cannot be attacked; make sure that nothing needs it.',
    commands: apply.map(wordsOf),
    toKeep: confirm.map(wordsOf),
    undo: [...undo, ...unconfirm].map(wordsOf),
    cuts,
    consequences: [
      ...cutsSentence(situation, cuts),
      `everything that ${names.at(-1)} does, for this machine itself too`,
      ...(units.along.length === 0 ? [] : [`what needs it stops with it: ${units.along.join(', ')}`]),
      ...(units.socket === null
        ? []
        : [`nothing starts ${units.service ?? 'the service'} any more when somebody connects`]),
    ],
    applied: isSystems
      ? {
          change: { apply, undo, confirm, unconfirm, files: [] },
          effect: { kind: 'listener', staysAt: [], units: [...names, ...units.along, ...named(listener)] },
        }
      : null,
  })
}

/** As listeners have it; what process 1 holds is of no unit of its own. */
function named(listener: Situation['listener']): string[] {
  return listener === null || listener.unit === null || listener.unit === 'init.scope' ? [] : [listener.unit]
}

function systemctl(manager: number | null): string[] {
  return manager === null ? ['systemctl'] : ['systemctl', '--user', `--machine=${manager}@`]
}

function wordsOf(step: Step): readonly string[] {
  return step.do === 'run' ? step.argv : []
}

function stopContainer(situation: Situation, engine: 'docker' | 'podman', name: string): Plan {
  const cuts = remotePeers(situation)
  return plan({
    id: 'stop-container',
    title: `Stop container ${name}, and keep it from starting again`,
    why: 'What does not run cannot be attacked; make sure that nothing needs it. The first command shows the restart policy, which undoing gives back in place of POLICY.',
    commands: [
      [engine, 'inspect', '--format', '{{.HostConfig.RestartPolicy.Name}}', name],
      [engine, 'stop', '--', name],
      [engine, 'update', '--restart=no', '--', name],
    ],
    undo: [
      [engine, 'update', '--restart=POLICY', '--', name],
      [engine, 'start', '--', name],
    ],
    cuts,
    consequences: [
      ...cutsSentence(situation, cuts),
      `everything that ${name} does, for this machine and other containers too`,
    ],
  })
}

function stopScript(situation: Situation, name: string): Plan {
  const cuts = remotePeers(situation)
  const isOpenRc = situation.init === 'openrc'
  return plan({
    id: 'stop-init-script',
    title: `Stop ${name}, and keep it from starting again`,
    why: 'What does not run cannot be attacked; make sure that nothing needs it.',
    commands: isOpenRc
      ? [
          ['rc-service', name, 'stop'],
          ['rc-update', 'delete', name],
        ]
      : [
          [`/etc/init.d/${name}`, 'stop'],
          ['update-rc.d', name, 'disable'],
        ],
    undo: isOpenRc
      ? [
          ['rc-update', 'add', name],
          ['rc-service', name, 'start'],
        ]
      : [
          ['update-rc.d', name, 'enable'],
          [`/etc/init.d/${name}`, 'start'],
        ],
    cuts,
    consequences: [...cutsSentence(situation, cuts), `everything that ${name} does, for this machine itself too`],
  })
}

/** Nothing is known that would start it again, nor that would stop it. */
function endProcess(situation: Situation, pid: number, process: string): Plan {
  const cuts = remotePeers(situation)
  const { command } = situation.listener!
  const words = command === null ? '' : `, by what it was started with; it shows as: ${command}`
  return plan({
    id: 'end-process',
    title: `End ${process} (pid ${pid})`,
    why: `No ${situation.init === 'systemd' ? 'unit' : 'init script'} is known to run it: somebody started it by hand, or a program did that may start it again. What does not run cannot be attacked; make sure that nothing needs it.`,
    commands: [['kill', `${pid}`]],
    cuts,
    consequences: [
      ...cutsSentence(situation, cuts),
      `everything that ${process} does, for this machine itself too`,
      `to have it back it has to be started anew${words}`,
    ],
  })
}
