import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

/** The queue that the question is about: printers take any, and servers mostly have it. */
const queue = 'lp'

const lprng = linear(String.raw`^(?:Printer: )?${queue}@([\w.-]{1,255}) (?:\d+ jobs?\b|- ERROR: spool queue )`)
const cups = linear(`^Unable to (?:get printer ${queue}: |connect to server )`)
const windows = linear(String.raw`^\s*Windows LPD Server\b`)
/** The daemon names itself before it tells why it serves nobody: most often that we do not come from a reserved port. */
const complaint = linear(String.raw`^(?:[\w.-]{1,255}: )?lpd: (?:[\w.-]{1,64}: )?([\w(][^\r\n]{2,120})`)
const state = linear(
  String.raw`^${queue}(?:@[\w.-]{1,255})? is (?:ready|not ready|ready and printing)\b|^${queue}: unknown printer\b`,
)
const empty = linear(String.raw`^no entries\r?\n`)

export default defineDetector({
  id: 'lpd',
  transport: 'tcp',
  summary: 'line printer daemons, in printers and print servers',
  source:
    'RFC 1179 section 5.3 (the state of a queue, in free words); what LPRng 3.8.B and cups-lpd of CUPS 2.4.2 answered; NetBSD: usr.sbin/lpr/lpd/lpd.c (chkhost), common_source/common.c (fatal)',
  // Left alone unless `--fragile` is given, as all printers' ports are (knowledge/catalogue/printing.yaml).
  ports: [515],
  specificity: 70,
  safety: 'query',
  hello: () => Buffer.from(`\x03${queue}\n`, 'latin1'),
  match({ text }) {
    const host = lprng.exec(text)?.[1]
    if (host !== undefined) return { protocol: 'lpd', product: 'LPRng', names: host.includes('.') ? [host] : [] }
    if (cups.test(text))
      return { protocol: 'lpd', product: 'CUPS', vendor: 'OpenPrinting', cpe: [cpe('a', 'openprinting', 'cups')] }
    if (windows.test(text))
      return { protocol: 'lpd', product: 'Windows LPD Server', vendor: 'Microsoft', os: 'Windows' }
    const answer = complaint.exec(text)?.[1]
    if (answer !== undefined) return { protocol: 'lpd', facts: { answer } }
    if (state.test(text)) return { protocol: 'lpd' }
    return empty.test(text) ? { protocol: 'lpd', confidence: 0.7 } : null
  },
  examples: [
    { reply: 'lp@localhost 0 jobs\n', expect: { protocol: 'lpd', product: 'LPRng' } },
    {
      reply:
        "Printer: lp@print.example.net - ERROR: spool queue for 'lp' does not exist on server print.example.net\ncheck for correct printer name or you may need to run\n'checkpc -f' to create queue",
      expect: { protocol: 'lpd', product: 'LPRng', names: ['print.example.net'] },
    },
    { reply: 'Unable to get printer lp: successful-ok', expect: { protocol: 'lpd', product: 'CUPS' } },
    {
      reply: 'Unable to connect to server localhost: Bad file descriptor',
      expect: { protocol: 'lpd', product: 'CUPS' },
    },
    { reply: 'lp is ready\nno entries\n', expect: { protocol: 'lpd' } },
    {
      reply: '\r\n                        Windows LPD Server\r\nError: specified printer does not exist\r\n',
      expect: { protocol: 'lpd', product: 'Windows LPD Server', os: 'Windows' },
    },
    {
      reply: 'print: lpd: Malformed from address\n',
      expect: { protocol: 'lpd', facts: { answer: 'Malformed from address' } },
    },
    { reply: 'no entries\n', expect: { protocol: 'lpd', confidence: 0.7 } },
  ],
})
