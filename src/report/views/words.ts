// Values put into words: shared by the views.

import { count, groupDigits } from '../../lib/text.ts'
import type { Category, State } from '../../model/unions.ts'
import { categories, states } from '../../model/unions.ts'
import type { Card, Remark, Tone } from './view.ts'

type Counts = Readonly<Record<string, number>>

const mostWorryingFirst: readonly Category[] = [...categories].reverse()

/** `3 risky, 2 administrative, 5 normal; 65,520 closed, 5 filtered`: what is zero is left out, but for the state that was looked for. */
export function headline(byCategory: Counts, byState: Counts, sought: State = 'open'): string {
  const listed = (words: readonly string[], counts: Counts) =>
    words.filter((word) => (counts[word] ?? 0) > 0).map((word) => `${groupDigits(counts[word]!)} ${word}`)
  const open = listed(mostWorryingFirst, byCategory)
  const rest = listed(
    states.filter((state) => state !== 'open'),
    byState,
  )
  const found = open.length > 0 || (sought !== 'open' && (byState[sought] ?? 0) > 0)
  return [found ? open.join(', ') : `nothing ${sought}`, rest.join(', ')].filter((part) => part !== '').join('; ')
}

/** A card for each category that occurs, the most worrying first; risky always, as zero is what one hopes to see. */
export function categoryCards(byCategory: Counts): Card[] {
  return mostWorryingFirst
    .filter((category) => category === 'risky' || (byCategory[category] ?? 0) > 0)
    .map((category) => card(category, byCategory[category] ?? 0, category))
}

/** Zero is good news, whatever it counts. */
export function card(label: string, value: number, tone: Tone): Card {
  return { label, value, tone: value === 0 ? 'muted' : tone }
}

export function stateTone(state: State): Tone {
  return state === 'open' ? 'plain' : 'muted'
}

/** Nested values as one readable line: `a=1 b=x`. */
export function pairs(record: Readonly<Record<string, unknown>> | null): string | null {
  if (record === null || Object.keys(record).length === 0) return null
  const entries = Object.entries(record)
  return entries.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' ')
}

const second = 1000

/** `3.2 s`, `4 min 10 s`; empty when the times do not parse. */
export function durationText(startedAt: string, finishedAt: string): string {
  const milliseconds = Date.parse(finishedAt) - Date.parse(startedAt)
  if (Number.isNaN(milliseconds)) return ''
  if (milliseconds < 60 * second) return `${(milliseconds / second).toFixed(1)} s`
  const seconds = Math.round(milliseconds / second)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

interface Ended {
  readonly complete: boolean
  readonly notes: readonly string[]
}

/** How the engines' ledger says what is missing: `24,739 endpoints have no state (interrupted 24,739)`. */
const missingNote = /^([\d,]+) (endpoints?) (ha(?:s|ve) no state)(?: \((.*)\))?$/

/** What stands above the results of a report that is not complete; `asked` is how many endpoints it was to have. */
export function incompleteness({ complete, notes }: Ended, asked: number | null): Remark[] {
  if (complete) return []
  const note = notes.map((text) => missingNote.exec(text)).find((match) => match !== null)
  return [{ text: `Not complete: ${note ? missingText(note, asked) : 'it broke off before its end'}`, tone: 'warning' }]
}

function missingText([, missing, noun, verb, causes]: RegExpExecArray, asked: number | null): string {
  const endpoints = asked === null ? `${missing} ${noun}` : `${missing} of ${count(asked, 'endpoint')}`
  // Of a single cause the number is that of all.
  const why = causes === undefined ? '' : ` (${causes.replace(new RegExp(` ${missing}$`), '')})`
  return `${endpoints} ${verb}${why}`
}

/** The notes of a summary, without what `incompleteness` says. */
export function notesOf({ complete, notes }: Ended): Remark[] {
  const others = complete ? notes : notes.filter((text) => !missingNote.test(text))
  return others.map((text) => ({ text, tone: 'plain' }))
}

/** Joins what there is by a middle dot. */
export const dotted = (parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join(' · ')

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const

/** `3d 4h`, `12s`; nothing when it is not known or lies in the future. */
export function ageText(seconds: number): string | null {
  if (!(seconds >= 0)) return null
  const largest = units.findIndex(([, length]) => seconds >= length)
  if (largest < 0) return '0s'
  const [unit, length] = units[largest]!
  const [lesser, lesserLength] = units[largest + 1] ?? ['', 1]
  const rest = Math.floor((seconds % length) / lesserLength)
  return `${Math.floor(seconds / length)}${unit}${rest === 0 ? '' : ` ${rest}${lesser}`}`
}
