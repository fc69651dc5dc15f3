import { UsageError } from '../../lib/errors.ts'
import { defineCommand } from '../command.ts'
import { parseEndpoint } from '../endpoint-word.ts'
import type { FixFlags } from '../flags.ts'

export default defineCommand<FixFlags>({
  name: 'fix',
  summary: 'how to close a port, from best to least, and closing it so that nobody is locked out',
  examples: [
    {
      run: 'portreeve fix 192.0.2.5:5432',
      does: 'the ways to close it, with commands, what stops working and how to undo',
    },
    { run: 'portreeve fix *:161/udp -f json', does: 'the same as data' },
  ],
  configure: (command) => {
    command
      .argument('[address:port]', 'what to close: 192.0.2.5:5432, [2001:db8::5]:53/udp, *:22')
      .option('-f, --format <name>', 'text or json', 'text')
      .addHelpText('after', '\nExit codes: 0 done, 1 nobody listens there, 2 bad usage, 3 could not be finished.')
  },
  async run([word, ...more], flags) {
    if (flags.format !== 'text' && flags.format !== 'json')
      throw new UsageError(`-f ${JSON.stringify(flags.format)} is no format of fix; there are text and json`)
    if (word === undefined)
      throw new UsageError('fix what? Give an endpoint: 192.0.2.5:5432, [2001:db8::5]:53/udp, *:22')
    if (more.length > 0) throw new UsageError(`one endpoint at a time; ${JSON.stringify(more[0])} is a second`)
    const endpoint = parseEndpoint(word)
    const { showPlans } = await import('../fix/show-plans.ts')
    return showPlans(endpoint, flags)
  },
})
