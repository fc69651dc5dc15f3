import { defineCommand } from '../command.ts'
import type { IdentifyFlags } from '../flags.ts'
import { addOutputOptions, askOption, once, rateOption, wholeNumber } from '../options.ts'

export default defineCommand<IdentifyFlags>({
  name: 'identify',
  summary: 'ask ports what really speaks behind them: protocol, product, version, TLS',
  examples: [
    { run: 'portreeve identify 192.0.2.10:22', does: 'what answers there' },
    { run: 'portreeve identify www.example:443 [2001:db8::5]:53/udp', does: 'several, by name, by IPv6, by UDP' },
    { run: 'portreeve identify 192.0.2.10:80,443,8080 -f json', does: 'several ports of one host, as data' },
    { run: 'portreeve identify 192.0.2.10:9100 --fragile', does: 'a port that is left alone otherwise' },
    { run: 'portreeve identify 192.0.2.10:161/udp --ask auth', does: 'whether it takes a name that everybody knows' },
  ],
  configure: (command) => {
    command
      .argument('<endpoints...>', 'host:port, host:port,port/udp, [address]:port; ports by number, range or name')
      .option(
        '--intensity <0-9>',
        'how much may be asked of each: 0 only listens (default 5)',
        wholeNumber('--intensity', 0, 9),
      )
      .option('--fragile', "also ask printers' raw ports, controllers and the like, which may be harmed by it")
      .option(
        '--ask <auth>',
        'auth: also log in by names that everybody knows, one attempt a service: the SNMP community "public", anonymous to FTP, no name to MQTT brokers',
        askOption,
      )
      .option('--polite', '40 connections/s a host, 2 at once, 1,000/s in all')
      .option('--rate <n>', 'connections and datagrams per second in all, or max for no limit', rateOption)
      .option('--no-default-excludes', 'also ask multicast, broadcast and the like, where no host can be')
      .option('-4', 'IPv4 only')
      .option('-6', 'IPv6 only')
      .option(
        '-c, --config <file>',
        'configuration file (default: portreeve.yaml here, else in the XDG configuration folder)',
        once('--config'),
      )
      .option('--vantage <name>', 'name of this machine in the results (default: its host name)')
    addOutputOptions(command)
  },
  async run(words, flags, context) {
    const { runIdentify } = await import('../run-identify.ts')
    return runIdentify(words, flags, context)
  },
})
