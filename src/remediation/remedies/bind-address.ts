import { extname } from 'node:path'
import { parseAddress } from '../../lib/address.ts'
import { againWords } from '../again.ts'
import type { Daemon, Places, Setting, Wanted } from '../daemon.ts'
import { daemons } from '../daemons.gen.ts'
import { changedLines, diffLines } from '../edit-lines.ts'
import { cutsSentence, remotePeers } from '../peers.ts'
import type { Edit, Plan } from '../plan.ts'
import { defineRemedy, plan } from '../remedy.ts'
import type { Situation } from '../situation.ts'

const loopback = ['127.0.0.1', '::1']

export default defineRemedy({
  order: 20,
  plans(situation) {
    const { listener, published, endpoint } = situation
    if (listener === null || published !== null || listener.container !== null || listener.bind === 'loopback')
      return []
    const daemon = daemonOf(situation)
    if (daemon === null) return []
    const { transport, port } = endpoint
    const plans = [boundPlan(situation, daemon, { transport, port, addresses: loopback, isLoopback: true }, 'loopback')]
    const isOne =
      parseAddress(endpoint.address) !== undefined && !/^(0\.0\.0\.0|::|127\..*|::1)$/.test(endpoint.address)
    if (isOne && listener.bind !== 'interface') {
      const wanted = { transport, port, addresses: [endpoint.address], isLoopback: false }
      plans.push(boundPlan(situation, daemon, wanted, endpoint.address))
    }
    return plans
  },
})

/** By its process, by its unit (what Java or Erlang runs has no name of its own), or by the port that the kernel holds for it. */
function daemonOf({ listener, units, endpoint }: Situation): Daemon | null {
  const process = listener?.process ?? ''
  const isIts = ({ processes, service, decides, kernelPorts = [] }: Daemon) =>
    decides?.(endpoint) !== false &&
    (processes.includes(process) ||
      units.service === `${service}.service` ||
      (listener?.pid === null && process === '' && kernelPorts.includes(endpoint.port)))
  return Object.values<Daemon>(daemons).find(isIts) ?? null
}

function boundPlan(situation: Situation, daemon: Daemon, wanted: Wanted, to: string): Plan {
  const edits = daemon.settings
    .map((setting) => ({ setting, edit: editOf(situation, setting, wanted) }))
    .filter(({ setting, edit }) => !(setting.onlyReplaced && edit.diff.length === 0))
    .map(({ edit }) => edit)
  const cuts = remotePeers(situation).filter((address) => wanted.isLoopback || !isReachedAt(situation, address, to))
  const again = againWords(situation, daemon.takesEffect)
  return plan({
    id: wanted.isLoopback ? 'bind-loopback' : 'bind-address',
    title: `Let ${daemon.title} listen on ${to === 'loopback' ? 'loopback' : to} only`,
    why: [
      wanted.isLoopback
        ? 'It goes on for programs of this machine, and no packet from outside gets to it.'
        : 'It goes on for those who reach this address.',
      daemon.caution,
      `(${daemon.source})`,
    ]
      .filter((sentence) => sentence !== undefined)
      .join(' '),
    edits,
    commands: [...(daemon.test === undefined || again.length === 0 ? [] : [daemon.test]), ...again],
    undo: again,
    cuts,
    consequences: [
      ...cutsSentence(situation, cuts),
      wanted.isLoopback
        ? 'nobody reaches it from another machine'
        : `it is reached at ${to} and nowhere else, not at 127.0.0.1 either`,
      ...(again.length === 0
        ? [`nothing changes before ${daemon.title} is started anew, the way in which it was started`]
        : []),
      ...(daemon.takesEffect === 'restart' ? ['connections that are there end while it starts again'] : []),
    ],
  })
}

function isReachedAt({ peers }: Situation, peer: string, address: string): boolean {
  return peers.every((each) => each.address !== peer || each.local === address)
}

function editOf(situation: Situation, setting: Setting, wanted: Wanted): Edit {
  const { fileText, distribution, configFiles } = situation
  const usual = placesFor(setting.files, distribution)
  const named = configFiles.filter((file) => usual.some((each) => extname(each) === extname(file)))
  const candidates = named.length > 0 ? named : usual
  const found = candidates.map((file) => ({ file, text: fileText(file) })).filter(({ text }) => text !== null)
  // Where several are read, the one that sets it now.
  const best = found.find(({ text }) => isSetIn(text!, setting)) ?? found[0]
  const isSet = best !== undefined && isSetIn(best.text!, setting)
  if (best === undefined || (setting.within !== undefined && !isSet)) {
    const lines = [
      ...(setting.section === undefined ? [] : [` ${setting.section}`]),
      ...setting.lines(wanted).map((line) => `+${line}`),
    ]
    const file = best?.file ?? candidates[0] ?? setting.key
    const where = `no line of ${file} sets ${setting.key}: what is to stand there belongs into ${setting.within}`
    return { file, diff: lines, note: best === undefined ? `${file} cannot be read, or is not there` : where }
  }
  const before = best.text!.split('\n')
  const diff = diffLines(before, changedLines(before, setting, wanted))
  const note = noteOn(situation, best.file, { isNamed: named.length > 0, isSaid: diff.length === 0 })
  return { file: best.file, diff, ...(note !== null && { note }) }
}

function isSetIn(text: string, { pattern }: Setting): boolean {
  return text.split('\n').some((line) => pattern.test(line))
}

/** How far it is known that the process heeds the file. */
function noteOn(
  { units, initScript }: Situation,
  file: string,
  { isNamed, isSaid }: { readonly isNamed: boolean; readonly isSaid: boolean },
): string | null {
  const said = isSaid ? `${file} says so already` : ''
  if (isNamed) return isSaid ? `${said}, and it was started with this file: start it anew` : null
  if (units.service === null && initScript === null)
    return `${isSaid ? `${said}, but nothing` : 'nothing'} tells that it was started with this file: look how it is started`
  return isSaid
    ? `${said}, but it listens elsewhere: it was not started anew since, or another file or its command line says otherwise`
    : null
}

/** Those of this distribution first, then those of all others. */
function placesFor(files: Places, distribution: readonly string[]): readonly string[] {
  const own = distribution.flatMap(
    (id) => files[(id === 'rhel' || id === 'centos' ? 'fedora' : id) as keyof Places] ?? [],
  )
  return [...new Set([...own, ...Object.values(files)].flat())]
}
