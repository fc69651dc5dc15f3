import { countNumbers, difference, type Interval, normalise, numbers } from '../lib/intervals.ts'
import { type Category, categories, type Transport, transports } from '../model/unions.ts'
import type { PortKnowledge } from './port-knowledge.ts'
import type { PortRange } from './types.ts'
import { grouped, refusal, type Word } from './word.ts'

/** Techniques that a person named; both false when none was. */
export interface AskedTransports {
  readonly tcp: boolean
  readonly udp: boolean
}

export interface Ports {
  readonly tcp: readonly PortRange[]
  readonly udp: readonly PortRange[]
  readonly notes: readonly string[]
}

/** What `scan` takes when no ports are named. */
const defaultTop = { tcp: 1000, udp: 20 } as const

const highestPort = 65_535
/** Port 0 is reserved (RFC 6335 §6), so "all" begins at 1, as nmap's `-p-` does; 0 has to be named. */
const everyPort: PortRange = { first: 1, last: highestPort }

/** Words for the ports of a category: its own, and the short one. */
const categoryWords: Readonly<Record<string, Category>> = {
  ...Object.fromEntries(categories.map((category) => [category, category])),
  admin: 'administrative',
}
const presets = ['all', ...Object.keys(categoryWords)]

const longestItem = 64
/** Each name is looked for in the whole registry, so their number is bounded. */
const mostNames = 1000

/**
 * Reads a port list: `22,80-90` · `-` · `-100` · `60000-` · `T:…,U:…` · `ssh,http*` · `top:100` · `all`, or a category: `risky`,
 * `administrative` (`admin`), `normal`, `other`.
 * Items before any `T:` or `U:` are for the techniques asked for, and for TCP when none was; behind one they are for
 * it, up to the next. Throws UsageError.
 */
export function portList(text: string | undefined, asked: AskedTransports, knowledge: PortKnowledge): Ports {
  if (text === undefined) return defaultPorts(asked, knowledge)
  const list = new PortListReader(asked, knowledge)
  let column = 1
  for (const item of text.split(',')) {
    list.read(item, column)
    column += item.length + 1
  }
  return list.ports()
}

/** nmap's notation: `22,80-90`; empty for none. */
export function portText(ranges: readonly PortRange[]): string {
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(',')
}

function defaultPorts({ tcp, udp }: AskedTransports, knowledge: PortKnowledge): Ports {
  const none = !tcp && !udp
  const top = (transport: Transport, wanted: boolean) =>
    wanted ? ofPorts(knowledge.topPorts(transport, defaultTop[transport])) : []
  return { tcp: top('tcp', tcp || none), udp: top('udp', udp || none), notes: [] }
}

class PortListReader {
  readonly #asked: AskedTransports
  readonly #knowledge: PortKnowledge
  readonly #ranges: Record<Transport, Interval<number>[]> = { tcp: [], udp: [] }
  readonly #notes = new Set<string>()
  readonly #names = new Set<string>()
  #current: readonly Transport[]

  constructor(asked: AskedTransports, knowledge: PortKnowledge) {
    this.#asked = asked
    this.#knowledge = knowledge
    this.#current = asked.udp ? transports.filter((transport) => asked[transport]) : ['tcp']
  }

  read(item: string, column: number): void {
    const word = { text: item, place: `ports, column ${column}` }
    if (item.length > longestItem) throw refusal(word, `longer than any port name (${longestItem} characters)`)
    const prefix = /^([a-z]):/i.exec(item)?.[1]?.toUpperCase()
    if (prefix !== undefined) this.#current = [this.#transport(word, prefix)]
    const wanted = prefix === undefined ? item : item.slice(2)
    if (wanted === '') throw refusal(word, 'a port is missing; - means all of them')
    for (const [transport, ranges] of this.#meaning({ ...word, text: wanted })) {
      this.#ranges[transport].push(...ranges)
      if (this.#ranges[transport].length > 2 * highestPort) this.#join(transport)
    }
  }

  ports(): Ports {
    for (const transport of transports) this.#join(transport)
    const { tcp, udp } = this.#ranges
    for (const transport of transports) {
      if (this.#asked[transport] && this.#ranges[transport].length === 0) {
        this.#notes.add(`the port list names no ${transport.toUpperCase()} port, so none is scanned`)
      }
    }
    return { tcp, udp, notes: [...this.#notes] }
  }

  #join(transport: Transport): void {
    this.#ranges[transport] = normalise(this.#ranges[transport], numbers)
  }

  #transport(word: Word, prefix: string): Transport {
    if (prefix !== 'T' && prefix !== 'U') {
      throw refusal(word, `${prefix}: is no transport; T: is TCP and U: is UDP`)
    }
    const transport = prefix === 'T' ? 'tcp' : 'udp'
    const isNamed = this.#asked.tcp || this.#asked.udp
    if (isNamed && !this.#asked[transport]) {
      const flag = transport === 'tcp' ? '-sT' : '-sU'
      throw refusal(word, `${prefix}: names ${transport.toUpperCase()} ports, but ${flag} was not asked for`)
    }
    return transport
  }

  #meaning(word: Word): [Transport, readonly Interval<number>[]][] {
    const { text } = word
    const range = numericRange(word)
    if (range !== undefined) return this.#each(() => [range])
    const preset = text.toLowerCase()
    if (preset === 'all') return this.#each(() => [everyPort])
    if (Object.hasOwn(categoryWords, preset))
      return this.#each((transport) => this.#category(categoryWords[preset]!, transport))
    if (/^top:/i.test(text)) return this.#top(word)
    return this.#named(word)
  }

  #each(ranges: (transport: Transport) => readonly Interval<number>[]): [Transport, readonly Interval<number>[]][] {
    return this.#current.map((transport) => [transport, ranges(transport)])
  }

  /** A port that nobody put into a category is `other`, too. */
  #category(category: Category, transport: Transport): Interval<number>[] {
    const portsIn = (wanted: readonly Category[]) =>
      ofPorts(wanted.flatMap((each) => this.#knowledge.portsInCategory(each, transport)))
    if (category !== 'other') return portsIn([category])
    return difference([everyPort], portsIn(categories.filter((each) => each !== 'other')), numbers)
  }

  #top(word: Word): [Transport, readonly Interval<number>[]][] {
    const digits = /^top:([1-9]\d{0,4})$/i.exec(word.text)?.[1]
    const n = Number(digits)
    if (digits === undefined || n > highestPort)
      throw refusal(word, 'top: takes a number from 1 to 65535, as in top:100')
    return this.#each((transport) => {
      const ranges = ofPorts(this.#knowledge.topPorts(transport, n))
      const count = countNumbers(ranges)
      if (count < n) {
        this.#notes.add(
          `top:${n}: only ${grouped(count)} ${transport.toUpperCase()} ports are ranked; these were taken`,
        )
      }
      return ranges
    })
  }

  #named(word: Word): [Transport, readonly Interval<number>[]][] {
    const pattern = word.text.toLowerCase()
    if (!/^[a-z0-9_.+*?-]+$/.test(pattern)) {
      throw refusal(
        word,
        'no port (22), range (80-90), service name (ssh, http*), top:100, all, or category (risky, admin)',
      )
    }
    this.#names.add(pattern)
    if (this.#names.size > mostNames) throw refusal(word, `a port list has at most ${grouped(mostNames)} names`)
    const found = this.#each((transport) => ofPorts(this.#knowledge.portsByName(pattern, transport)))
    if (found.every(([, ranges]) => ranges.length === 0)) throw refusal(word, this.#unknownName(pattern))
    return found
  }

  #unknownName(pattern: string): string {
    const elsewhere = transports.find(
      (transport) => !this.#current.includes(transport) && this.#knowledge.portsByName(pattern, transport).length > 0,
    )
    if (elsewhere === undefined) return `no service of that name is known${this.#meant(pattern)}`
    const here = this.#current.map((transport) => transport.toUpperCase()).join(' or ')
    return `no ${here} service of that name; it is a ${elsewhere.toUpperCase()} one (${elsewhere === 'udp' ? 'U:' : 'T:'}${pattern})`
  }

  #meant(pattern: string): string {
    const isHere = (word: string) =>
      presets.includes(word) ||
      this.#current.some((transport) => this.#knowledge.portsByName(word, transport).length > 0)
    const words = this.#knowledge.wordsLike(pattern, presets).filter(isHere)
    return words.length > 0 ? `; did you mean ${words.join(', ')}?` : ''
  }
}

/** `22`, `80-90`, `-100` (from 1), `60000-` (to 65535), `-`. Undefined when it is not about numbers. */
function numericRange(word: Word): PortRange | undefined {
  const parts = /^(\d*)(-?)(\d*)$/.exec(word.text)
  if (parts === null) {
    if (/^[\d-]+$/.test(word.text)) throw refusal(word, 'a range has two ends: 80-90')
    return undefined
  }
  const [, low = '', dash = '', high = ''] = parts
  if (dash === '') {
    const port = portNumber(word, low)
    return { first: port, last: port }
  }
  const first = low === '' ? everyPort.first : portNumber(word, low)
  const last = high === '' ? everyPort.last : portNumber(word, high)
  if (first > last) throw refusal(word, `the range ${first}-${last} runs backwards`)
  return { first, last }
}

function portNumber(word: Word, digits: string): number {
  const port = Number(digits)
  if (port > highestPort) throw refusal(word, `${digits.slice(0, 20)} is no port (0–65535)`)
  return port
}

function ofPorts(ports: readonly number[]): Interval<number>[] {
  return normalise(
    ports.map((port) => ({ first: port, last: port })),
    numbers,
  )
}
