import type { Command as Commander } from 'commander'
import { UsageError } from '../../lib/errors.ts'
import { defineCommand } from '../command.ts'
import { print } from '../print.ts'
import { colourWanted } from '../terminal.ts'

interface ExplainFlags {
  readonly json?: boolean
  /** commander's negation: false when --no-color was given. */
  readonly color: boolean
}

const widest = 100

export default defineCommand<ExplainFlags>({
  name: 'explain',
  summary: 'what a port is for, why it may be dangerous and how to secure it',
  examples: [
    { run: 'portreeve explain 445', does: 'one screen on port 445' },
    { run: 'portreeve explain redis', does: 'the same by service name; http* takes every name that fits' },
    { run: 'portreeve explain 161/udp --json', does: 'as data' },
  ],
  configure(command: Commander) {
    command
      .argument('<port|service>', 'a port (445, 445/udp) or a service name')
      .option('--json', 'a JSON array of everything known')
      .option('--no-color', 'no colours (NO_COLOR is obeyed too)')
  },
  async run([word, ...more], { json, color }) {
    if (word === undefined || word.trim() === '')
      throw new UsageError('explain what? Give a port (445, 445/udp) or a service')
    if (more.length > 0) throw new UsageError(`one port or service at a time; ${JSON.stringify(more[0])} is a second`)
    const { explain } = await import('../../assess/explain.ts')
    const found = explain(word)
    if (json) return print(`${JSON.stringify(found, null, 2)}\n`)
    const { explanationText } = await import('../explain-text.ts')
    const width = Math.min(process.stdout.columns || widest, widest)
    return print(explanationText(found, color && colourWanted(), width))
  },
})
