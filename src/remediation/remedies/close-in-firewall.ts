import { ruleFor, writeRule } from '../firewalls/write-rule.ts'
import { cutsSentence, remotePeers } from '../peers.ts'
import { defineRemedy, plan } from '../remedy.ts'

export default defineRemedy({
  order: 30,
  plans(situation) {
    const rule = ruleFor(situation, null)
    const written = rule === null ? null : writeRule(situation, rule)
    if (rule === null || written === null) return []
    const { tool, name, closing, why } = written
    // What ufw puts first lets connections go on that are there already.
    const cuts = tool === 'ufw' && situation.published === null ? [] : remotePeers(situation)
    const { commands, undo, toKeep, applied } = closing
    return [
      plan({
        id: `close-in-${name}`,
        title: `Close ${rule.transport} port ${rule.port} in ${name}`,
        why: `${why} The service goes on and is reached from this machine itself. ${closing.keepWords}`,
        commands,
        toKeep,
        undo,
        applied,
        cuts,
        consequences: [
          ...(cuts.length > 0 ? cutsSentence(cuts) : []),
          `nobody reaches ${rule.transport} port ${rule.port}${rule.address === null ? '' : ` of ${rule.address}`} from another machine`,
        ],
      }),
    ]
  },
})
