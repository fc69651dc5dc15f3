import { defineCommand } from '../command.ts'
import type { CheckFlags } from '../flags.ts'
import { addOutputOptions, addressOption, categoryOption, collect } from '../options.ts'

export default defineCommand<CheckFlags>({
  name: 'check',
  summary: 'this machine from both sides: what listens, what answers, and whether it should',
  examples: [
    { run: 'portreeve check', does: 'listeners and all TCP ports of every own address, side by side' },
    { run: 'sudo portreeve check -o check.html', does: 'with every process named, and as a page to keep' },
    { run: 'sudo portreeve check 22 443/tcp', does: 'these ports alone, at every own address' },
    {
      run: 'sudo portreeve check --source 203.0.113.7',
      does: 'what a packet from just that address gets to, and which rule decides',
    },
    {
      run: 'sudo portreeve check --outside from-home.xml',
      does: 'with what nmap -oX saw of this machine from elsewhere',
    },
    { run: 'sudo portreeve check --from admin@other-host', does: 'with what another machine really gets to' },
    { run: 'portreeve check --fail-on risky', does: 'exit code 1 when a risky port listens beyond loopback' },
  ],
  configure: (command) => {
    command.argument('[endpoint...]', 'only these: 22, 443/tcp, 8000-8010, :53, 192.168.1.5:22; without: all')
    command.option(
      '--source <address>',
      'judge the firewall for packets from this address alone: can it get in?',
      addressOption('--source'),
    )
    command.option(
      '--outside <file>',
      'also heed a scan made elsewhere: its JSON, JSON lines or nmap XML; as often as wanted',
      collect,
    )
    command.option(
      '--from <user@host>',
      'also look from that machine, over ssh, with what it has: portreeve, nmap or bash; as often as wanted',
      collect,
    )
    command.option(
      '--fail-on <category>',
      'exit 1 when something at or above it is found, in other network namespaces too: normal < other < administrative < risky',
      categoryOption('--fail-on'),
    )
    addOutputOptions(command)
  },
  async run(words, flags, context) {
    const { runCheck } = await import('../run-check.ts')
    return runCheck(words, flags, context)
  },
})
