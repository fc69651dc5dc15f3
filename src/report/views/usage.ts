import { count } from '../../lib/text.ts'
import type { CheckRecord } from '../../model/check-record.ts'
import type { ViewContext } from './view.ts'
import { ageText } from './words.ts'

/** Whether anybody uses it, as far as could be seen: `nobody connected while we looked, listening for 40d`. */
export function usageText({ listener, firewall }: CheckRecord, { secondsSince }: ViewContext): string | null {
  if (listener === null) return null
  const { connections, since } = listener
  const age = since === null ? null : ageText(secondsSince(since))
  const known = connections === null ? null : connectionsText(connections, age)
  const packets = new Map(firewall?.map(({ decidedBy }) => [JSON.stringify(decidedBy), decidedBy?.packets ?? null]))
  const counted = [...packets.values()].filter((each) => each !== null)
  const through = counted.length === 0 ? null : `${count(sum(counted), 'packet')} counted by the rules that decide`
  return [known, through].filter((each) => each !== null).join('; ') || null
}

function connectionsText(connections: number, age: string | null): string {
  if (connections > 0) return `${count(connections, 'connection')} now`
  return `nobody connected while we looked${age === null ? '' : `, listening for ${age}`}`
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
