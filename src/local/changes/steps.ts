import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { OperationError } from '../../lib/errors.ts'
import type { Step } from '../../model/change.ts'
import { ownerOf, removeDurably, writeDurably } from './durable-file.ts'
import { complaintOf, runProgram } from './run-program.ts'

/** Files of configuration, where there was none. */
const usual = { mode: 0o644, uid: 0, gid: 0 } as const

/** iptables -C when there is no such rule; a lock that somebody has is 4, a program that did not start has none. */
const notThere = 1

/**
 * Does one step.
 * @param restore puts a file back as it was kept
 * @throws OperationError saying which one failed and why
 */
export async function doStep(step: Step, restore: (path: string) => void): Promise<void> {
  switch (step.do) {
    case 'restore':
      return restore(step.path)
    case 'run':
      return runStep(step.argv, step.onlyIf)
    case 'write':
      mkdirSync(dirname(step.path), { recursive: true })
      return writeDurably(step.path, step.text, usual)
    case 'remove':
      return removeDurably(step.path)
    case 'keep':
      return keepOutput(step.argv, step.path)
    case 'block':
      return editFile(step.path, (text) => `${withoutBlock(text, step.name)}${blockOf(step.name, step.text)}`)
    case 'unblock':
      return existsSync(step.path) ? editFile(step.path, (text) => withoutBlock(text, step.name)) : undefined
  }
}

async function runStep(argv: readonly string[], onlyIf: readonly string[] | null): Promise<void> {
  if (onlyIf !== null) {
    const asked = await runProgram(onlyIf)
    if (asked.code === notThere) return
    // That it could not be asked does not say that it is not there.
    if (asked.code !== 0) throw new OperationError(`${onlyIf.join(' ')}: ${complaintOf(asked)}`)
  }
  const ended = await runProgram(argv)
  if (ended.code !== 0) throw new OperationError(`${argv.join(' ')}: ${complaintOf(ended)}`)
}

async function keepOutput(argv: readonly string[], path: string): Promise<void> {
  const ended = await runProgram(argv)
  if (ended.code !== 0) throw new OperationError(`${argv.join(' ')}: ${complaintOf(ended)}`)
  writeDurably(path, ended.stdout, ownerOf(path) ?? { ...usual, mode: 0o640 })
}

function editFile(path: string, edit: (text: string) => string): void {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  writeDurably(path, edit(text), ownerOf(path) ?? usual)
}

const startOf = (name: string) => `# portreeve: ${name} begins\n`
const endOf = (name: string) => `# portreeve: ${name} ends\n`

/** Between lines that it is found by again. */
function blockOf(name: string, text: string): string {
  return `${startOf(name)}${text}${endOf(name)}`
}

function withoutBlock(text: string, name: string): string {
  const start = text.indexOf(startOf(name))
  const end = text.indexOf(endOf(name), start)
  return start < 0 || end < 0 ? text : text.slice(0, start) + text.slice(end + endOf(name).length)
}
