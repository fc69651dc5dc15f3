// decodes foreign bytes
import { type Document, isAlias, isMap, isNode, isScalar, Lexer, LineCounter, Parser, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { UsageError } from '../lib/errors.ts'
import { escapeTerminal } from '../lib/escape.ts'
import { cutText } from '../lib/text.ts'
import type { LoadedConfig, PlacedText } from './loaded-config.ts'
import { nearest } from './nearest.ts'
import { Configuration, Scope } from './schema.ts'

/** Tokens that may be open at once; real files have a dozen. */
const deepest = 200

/** Reads a configuration file. Throws UsageError with `file:line:column` for anything that is not as the schema says. */
export function parseConfig(bytes: Uint8Array, file: string): LoadedConfig {
  const text = new TextDecoder().decode(bytes)
  refuseDeepNesting(text, file)
  const source = new Source(text, file)
  const parsed = Configuration.safeParse(source.value() ?? {})
  if (!parsed.success) throw source.refusal(parsed.error.issues[0]!)
  const { scope } = parsed.data
  if (scope === undefined) return { file }
  const placed = (key: 'allow' | 'deny') =>
    scope[key]?.map((word, i): PlacedText => ({ text: word, place: source.place(['scope', key, i]) }))
  const allow = placed('allow')
  return { file, scope: { file, deny: placed('deny') ?? [], ...(allow !== undefined && { allow }) } }
}

/** A YAML document and the places of what stands in it. */
class Source {
  readonly #document: Document
  readonly #lines = new LineCounter()
  readonly #file: string

  constructor(text: string, file: string) {
    this.#file = file
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      merge: false,
      prettyErrors: false,
      resolveKnownTags: false,
      uniqueKeys: false,
    })
    const problem = this.#document.errors[0] ?? this.#document.warnings[0]
    if (problem) throw this.#error(problem.pos[0], firstLine(problem.message))
    this.#refuseRepeatedKeys()
  }

  /** Aliases are refused: a file of this shape needs none, and nested ones grow without bound. */
  value(): unknown {
    visit(this.#document, (_, node) => {
      if (isAlias(node)) throw this.#error(node.range?.[0] ?? 0, 'aliases (*name) are not allowed here')
    })
    return this.#document.toJS({ maxAliasCount: 0 })
  }

  place(path: readonly PropertyKey[]): string {
    return this.#at(this.#offsetOf(path))
  }

  refusal(issue: z.core.$ZodIssue): UsageError {
    if (issue.code === 'unrecognized_keys') {
      const key = issue.keys[0] ?? ''
      const known = Object.keys(issue.path.length === 0 ? Configuration.shape : Scope.shape)
      const hint = nearest(key, known)
      const meant = hint === undefined ? `known here: ${known.join(', ')}` : `did you mean "${hint}"?`
      return this.#error(this.#keyOffset(issue.path, key), `unknown key ${shown(key)}; ${meant}`)
    }
    const problem = issue.code === 'invalid_type' ? wanted(issue.expected) : issue.message
    return this.#error(this.#offsetOf(issue.path), `${named(issue.path)} ${problem}`)
  }

  /** yaml compares every key with every other; this is the same check in linear time. */
  #refuseRepeatedKeys(): void {
    visit(this.#document, {
      Map: (_, map) => {
        const seen = new Set<unknown>()
        for (const { key } of map.items) {
          if (!isScalar(key)) throw this.#error(isNode(key) ? (key.range?.[0] ?? 0) : 0, 'a key has to be a plain word')
          if (seen.has(key.value)) throw this.#error(key.range?.[0] ?? 0, `${shown(key.value)} stands here twice`)
          seen.add(key.value)
        }
      },
    })
  }

  #offsetOf(path: readonly PropertyKey[]): number {
    const node = this.#document.getIn(path, true)
    return isNode(node) ? (node.range?.[0] ?? 0) : 0
  }

  #keyOffset(path: readonly PropertyKey[], key: string): number {
    const map = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true)
    if (!isMap(map)) return 0
    const found = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key)?.key
    return isNode(found) ? (found.range?.[0] ?? 0) : 0
  }

  #error(offset: number, problem: string): UsageError {
    return new UsageError(`${this.#at(offset)}: ${problem}`)
  }

  #at(offset: number): string {
    const { line, col } = this.#lines.linePos(offset)
    return `${this.#file}:${Math.max(1, line)}:${Math.max(1, col)}`
  }
}

/**
 * What makes nodes of tokens recurses, and a full stack ends the process when a pattern happens to be compiled on top of it; so
 * depth is looked at where it is still a list.
 */
function refuseDeepNesting(text: string, file: string): void {
  const parser = new Parser()
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > deepest) throw new UsageError(`${file}: nested too deeply`)
  }
}

/** `scope.allow, word 3` */
function named(path: readonly PropertyKey[]): string {
  const keys = path.filter((step) => typeof step !== 'number').join('.')
  const index = path.find((step) => typeof step === 'number')
  return `${keys || 'the file'}${index === undefined ? '' : `, word ${Number(index) + 1},`}`
}

function wanted(type: string): string {
  if (type === 'string') return 'has to be text; put it in quotes'
  if (type === 'array') return 'has to be a list: one word a line, each behind a dash'
  if (type === 'object') return 'has to be keys with values'
  return `has to be of type ${type}`
}

function shown(value: unknown): string {
  return escapeTerminal(JSON.stringify(cutText(String(value), 60)))
}

function firstLine(text: string): string {
  return cutText(escapeTerminal(text.split('\n')[0] ?? ''), 200)
}
