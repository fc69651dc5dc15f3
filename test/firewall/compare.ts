import type { Judgement } from '../../src/firewall/judgement.ts'
import type { Packet } from '../../src/firewall/packet.ts'
import { parseAddress } from '../../src/lib/address.ts'
import { type KernelTrail, marker } from './kernel-trace.ts'
import type { Question } from './prober.ts'

/** The packet that a question sends. */
export function packetOf({ transport, from, to, port }: Question): Packet {
  const [source, destination] = [parseAddress(from)!, parseAddress(to)!]
  return {
    ...{ family: source.family, transport, source: source.value, destination: destination.value },
    ...{ destinationPort: port, sourcePort: null, ingress: 'eth0' },
  }
}

/**
 * What is said of a packet, and what should have been: the same, if it is right. Where it cannot be told which rules lead there, or in which
 * order, those of the kernel that lead there anyhow.
 */
export function bothSay(question: Question, judgement: Judgement, kernels: KernelTrail) {
  const said = ours(judgement)
  const { isWhole } = judgement
  const common = isWhole ? kernels : sharedBy(said, kernels).sort()
  const verdict = judgement.verdict === 'reject' ? 'drop' : judgement.verdict
  return {
    ours: [question, verdict, ...(isWhole ? said : [...said].sort())],
    kernels: [question, verdictOf(kernels), ...common],
  }
}

/** The steps of the one that the other has too, each as often at most: two hooks may lead by the same rule. */
function sharedBy(said: readonly string[], kernels: readonly string[]): string[] {
  const left = [...kernels]
  return said.filter((step) => {
    const at = left.indexOf(step)
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}

/** A rejection is a drop to the kernel, and the end of its trail. */
function verdictOf(trail: KernelTrail): Judgement['verdict'] {
  return trail.at(-1)?.endsWith(' drop') === true ? 'drop' : 'accept'
}

/** As the kernel's trace has it. */
function ours({ trail }: Judgement): readonly string[] {
  return trail
    .filter(({ table }) => table !== marker)
    .map(({ family, table, chain, rule, effect }) => {
      const kernels = effect.startsWith('reject') ? 'drop' : effect === 'destination changed' ? 'accept' : effect
      return `${family} ${table} ${chain} ${rule === null ? `policy ${kernels}` : `${rule.handle} ${kernels}`}`
    })
}
