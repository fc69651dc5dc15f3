import { Option } from 'commander'
import { UsageError } from '../../lib/errors.ts'
import { defineCommand } from '../command.ts'
import { parseEndpoint } from '../endpoint-word.ts'
import type { FixFlags } from '../flags.ts'
import { collect, wholeNumber } from '../options.ts'

export default defineCommand<FixFlags>({
  name: 'fix',
  summary: 'how to close a port, from best to least, and closing it so that nobody is locked out',
  examples: [
    {
      run: 'portreeve fix 192.0.2.5:5432',
      does: 'the ways to close it, with commands, what stops working and how to undo',
    },
    {
      run: 'sudo portreeve fix 192.0.2.5:5432 --apply close-in-nftables',
      does: 'closes it for a minute; --confirm keeps it closed',
    },
    {
      run: 'sudo portreeve fix 192.0.2.5:5432 --apply close-in-nftables --from admin@other-host',
      does: 'and looks from that machine, before and after, whether it is closed',
    },
    { run: 'portreeve fix *:161/udp -f json', does: 'the same as data' },
  ],
  configure: (command) => {
    command
      .argument('[address:port]', 'what to close: 192.0.2.5:5432, [2001:db8::5]:53/udp, *:22')
      .option('-f, --format <name>', 'text or json', 'text')
      .option('--apply <plan>', 'do one of the ways; it is taken back unless it is confirmed in time')
      .option('--dry-run', 'with --apply: only show what would change')
      .option('--confirm-within <seconds>', 'time to confirm in', wholeNumber('--confirm-within', 5, 86_400), 60)
      .option('--force', 'with --apply: also when it would cut an SSH session')
      .option('--confirm [change]', 'keep the change that waits, beyond the next start too')
      .option('--verify [change]', 'look again, with --from or --outside, whether a change has closed what it was to')
      .option(
        '--from <user@host>',
        'with --apply or --verify: look from that machine, over ssh, with what it has: portreeve, nmap or bash; as often as wanted',
        collect,
      )
      .option(
        '--outside <file>',
        'with --apply or --verify: heed a scan made elsewhere, before or since; its JSON, JSON lines or nmap XML; as often as wanted',
        collect,
      )
      .option('--undo [change]', 'take a change back, also one that was confirmed')
      .option('--list', 'the changes that were made here')
      .addOption(new Option('--at-deadline <change>').hideHelp())
      .addOption(new Option('--wait <seconds>').argParser(wholeNumber('--wait', 0, 86_400)).hideHelp())
      .addOption(new Option('--at-boot').hideHelp())
      .addHelpText(
        'after',
        '\nExit codes: 0 done, 1 nobody listens there, or found still open, 2 bad usage, 3 refused or could not be finished.',
      )
  },
  async run([word, ...more], flags) {
    const { from = [], outside = [] } = flags
    if (from.length + outside.length > 0 && flags.apply === undefined && flags.verify === undefined)
      throw new UsageError('--from and --outside go with --apply or --verify')
    const ofChanges = await workOnChanges(flags)
    if (ofChanges !== null) {
      if (word !== undefined)
        throw new UsageError(`${JSON.stringify(word)} is too much: what a change is about is known`)
      return ofChanges()
    }
    if (flags.format !== 'text' && flags.format !== 'json')
      throw new UsageError(`-f ${JSON.stringify(flags.format)} is no format of fix; there are text and json`)
    if (word === undefined)
      throw new UsageError('fix what? Give an endpoint: 192.0.2.5:5432, [2001:db8::5]:53/udp, *:22')
    if (more.length > 0) throw new UsageError(`one endpoint at a time; ${JSON.stringify(more[0])} is a second`)
    const endpoint = parseEndpoint(word)
    if (flags.apply === undefined) return (await import('../fix/show-plans.ts')).showPlans(endpoint, flags)
    if (flags.format === 'json')
      throw new UsageError('-f json is for the ways to close a port; --apply speaks to people')
    const { force = false, dryRun = false, confirmWithin } = flags
    const { vantagesOf } = await import('../fix/vantages.ts')
    const vantages = await vantagesOf(flags)
    return (await import('../fix/apply-plan.ts')).applyPlan(endpoint, flags.apply, vantages, {
      force,
      dryRun,
      confirmWithin,
    })
  },
})

/** Null: it is about an endpoint. */
async function workOnChanges(flags: FixFlags): Promise<(() => Promise<number>) | null> {
  const { confirm, verify, undo, list, atDeadline, atBoot, wait } = flags
  const asked = [confirm, verify, undo, list, atDeadline, atBoot, flags.apply].filter((each) => each !== undefined)
  if (asked.length > 1) throw new UsageError('one of --apply, --confirm, --verify, --undo and --list at a time')
  if (asked.length === 0 || flags.apply !== undefined) return null
  const changes = await import('../fix/changes.ts')
  if (confirm !== undefined) return () => changes.confirm(confirm)
  if (verify !== undefined) {
    const [{ vantagesOf }, { verifyChange }] = await Promise.all([
      import('../fix/vantages.ts'),
      import('../fix/verify.ts'),
    ])
    const vantages = await vantagesOf(flags)
    return () => verifyChange(verify, vantages)
  }
  if (undo !== undefined) return () => changes.undo(undo)
  if (atDeadline !== undefined) return () => changes.atDeadline(atDeadline, wait ?? null)
  return atBoot === undefined ? changes.list : changes.atBoot
}
