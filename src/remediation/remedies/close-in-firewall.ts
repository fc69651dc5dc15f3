import { ruleFor, writeRule } from '../firewalls/write-rule.ts'
import { cutsSentence, remotePeers } from '../peers.ts'
import { defineRemedy, plan } from '../remedy.ts'

export default defineRemedy({
  order: 30,
  plans(situation) {
    const rule = ruleFor(situation, null)
    const written = rule === null ? null : writeRule(situation, rule)
    if (rule === null || written === null) return []
    const { tool, name, where, closing, why } = written
    // ufw and firewalld let connections go on that are there already, before all other rules.
    const cuts = tool === 'ufw' || tool === 'firewalld' ? [] : remotePeers(situation)
    const { commands, undo, toKeep, applied } = closing
    const [of, at] = rule.address === null ? ['', ', at all addresses'] : [` of ${rule.address}`, '']
    return [
      plan({
        id: `close-in-${name}`,
        title: `Close ${rule.transport} port ${rule.port}${of} in ${where}${at}`,
        why: `${why} The service goes on and is reached from this machine itself. ${closing.keepWords}`,
        commands,
        toKeep,
        undo,
        applied,
        cuts,
        consequences: [
          ...cutsSentence(situation, cuts),
          `nobody reaches ${rule.transport} port ${rule.port}${rule.address === null ? ' of this machine, at whatever address,' : of} from another machine`,
          ...(rule.transport === 'udp'
            ? [`answers to what this machine itself sends from udp port ${rule.port} do not come in either`]
            : []),
        ],
      }),
    ]
  },
})
