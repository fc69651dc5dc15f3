import type { Command as Commander } from 'commander'
import { type Ask, asks } from '../identify/login.ts'
import { type Address, parseAddress } from '../lib/address.ts'
import { UsageError } from '../lib/errors.ts'
import { type Category, categories } from '../model/unions.ts'

/** Options of every command that prints records. */
export interface OutputOptions {
  readonly format?: string
  readonly output?: readonly string[]
  /** commander's negation: false when --no-color was given. */
  readonly color: boolean
}

export function addOutputOptions(command: Commander): Commander {
  return command
    .option(
      '-f, --format <name>',
      'format of what is printed: table, json, jsonl, csv, nmap-xml, html, markdown; json, jsonl and csv are written as results come, in that order, the others at the end, riskiest first',
    )
    .option(
      '-o, --output <file>',
      'also write to a file, as often as wanted; the ending chooses the format, or name it: csv:file (-oX, -oN, -oJ)',
      collect,
    )
    .option('--no-color', 'no colours (NO_COLOR is obeyed too)')
}

/** For options that may be given several times. */
export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value]
}

/** An option parser for what is said once: of two the first would be lost without a word. */
export function once(option: string): (text: string, previous?: string) => string {
  return (text, previous) => {
    if (previous === undefined) return text
    throw new UsageError(`${option} is given twice; write it as one list: ${option} ${previous},${text}`)
  }
}

/** An option parser for one address. */
export function addressOption(option: string): (text: string) => Address {
  return (text) => {
    const address = parseAddress(text)
    if (address !== undefined) return address
    throw new UsageError(`${option} ${JSON.stringify(text)} is no address; write one like 203.0.113.7 or 2001:db8::7`)
  }
}

/** An option parser for whole numbers from `lowest` to `highest`. */
export function wholeNumber(option: string, lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
    if (value >= lowest && value <= highest) return value
    throw new UsageError(`${option} ${JSON.stringify(text)} is not a whole number from ${lowest} to ${highest}`)
  }
}

export function askOption(text: string, previous: readonly Ask[] = []): readonly Ask[] {
  const found = asks.find((ask) => ask === text)
  if (found) return [...previous, found]
  throw new UsageError(`--ask ${JSON.stringify(text)} is not known; there is ${asks.join(', ')}`)
}

export function categoryOption(option: string): (text: string) => Category {
  return (text) => {
    const found = categories.find((category) => category === text)
    if (found) return found
    throw new UsageError(`${option} ${JSON.stringify(text)} is no category; there are ${categories.join(', ')}`)
  }
}

/** `i/n` with 1 ≤ i ≤ n, as people count; inside it counts from 0. */
export function shardOption(text: string): { index: number; count: number } {
  const [, index, count] = /^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? []
  const shard = { index: Number(index) - 1, count: Number(count) }
  if (shard.index >= 0 && shard.index < shard.count) return shard
  throw new UsageError(`--shard ${JSON.stringify(text)} is not i/n with i from 1 to n, such as 1/4`)
}

/** A share in percent, `99.9` or `99.9%`, as a number from 0 to 1. */
export function percentOption(option: string): (text: string) => number {
  return (text) => {
    const percent = /^\d{1,3}(\.\d{1,9})?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN
    if (percent >= 0 && percent <= 100) return percent / 100
    throw new UsageError(`${option} ${JSON.stringify(text)} is no share in percent, such as 99.9`)
  }
}

export function rateOption(text: string): number | 'max' {
  return text === 'max' ? 'max' : wholeNumber('--rate', 1, 100_000_000)(text)
}
