// decodes foreign bytes
import type { UfwRule } from '../../firewall/owners.ts'

/**
 * Reads ufw's own files of rules, /etc/ufw/user.rules and user6.rules: which of its rules each line of a chain is of. Numbers are those of
 * `ufw status numbered`: rules of IPv4 first, and what came of one application's profile once. Never throws; null: there is no such file.
 */
export function decodeUfwRules(user: string | null, user6: string | null): readonly UfwRule[] {
  const numbers = new Map<string, number>()
  return [...rulesOf(user ?? '', numbers), ...rulesOf(user6 ?? '', numbers)]
}

const heading = '### tuple ### '

function rulesOf(text: string, numbers: Map<string, number>): readonly UfwRule[] {
  const positions = new Map<string, number>()
  const rules: UfwRule[] = []
  let rule: Pick<UfwRule, 'number' | 'words'> | null = null
  for (const line of text.split('\n')) {
    if (line.startsWith(heading)) rule = ruleOf(line.slice(heading.length), numbers)
    else if (line.startsWith('###')) rule = null
    const [, chain] = /^-A (\S+) /.exec(line) ?? []
    if (chain === undefined) continue
    const position = (positions.get(chain) ?? 0) + 1
    positions.set(chain, position)
    if (rule !== null) rules.push({ ...rule, chain, position })
  }
  return rules
}

/** `allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 [application of it, and of the sender] in`: ufw, src/backend_iptables.py, _write_rules. */
function ruleOf(tuple: string, numbers: Map<string, number>): Pick<UfwRule, 'number' | 'words'> {
  const words = tuple.split(' ').filter((word) => word !== '' && !word.startsWith('comment='))
  const [action = '', protocol = '', port = '', to = '', fromPort = '', from = ''] = words
  const [application = '-', fromApplication = '-'] = words.length > 7 ? words.slice(6, 8) : []
  const direction = words.at(-1) ?? 'in'
  const hasApplication = application !== '-' || fromApplication !== '-'
  const key = hasApplication ? [application, fromApplication, to, from, direction].join(' ') : tuple
  const number = numbers.get(key) ?? numbers.size + 1
  numbers.set(key, number)
  const at = application === '-' ? { port, protocol } : { port: applicationName(application), protocol: 'any' }
  const parts = { ...at, to, from, fromPort }
  return {
    number,
    words: [action.replace('route:', 'route ').replace('_', ' '), ...wordsOf(parts, devicesOf(direction))].join(' '),
  }
}

function applicationName(text: string): string {
  return text.replaceAll('%20', ' ')
}

function devicesOf(direction: string): readonly string[] {
  return direction.split('!').flatMap((part) => {
    const [, way, device] = /^(in|out)_(.+)$/.exec(part) ?? []
    return device === undefined ? [] : [`${way} on ${device}`]
  })
}

interface Parts {
  readonly protocol: string
  readonly port: string
  readonly to: string
  readonly from: string
  readonly fromPort: string
}

/** As it is typed: the short way where there is one. */
function wordsOf({ protocol, port, to, from, fromPort }: Parts, devices: readonly string[]): readonly string[] {
  const isFromAnybody = isAny(from) && fromPort === 'any'
  if (isFromAnybody && isAny(to) && port !== 'any' && devices.length === 0)
    return [protocol === 'any' ? port : `${port}/${protocol}`]
  const isToAnybody = isAny(to) && port === 'any'
  const sender = isFromAnybody && !isToAnybody ? [] : [`from ${isAny(from) ? 'any' : from}`]
  const receiver = isToAnybody ? [] : [`to ${isAny(to) ? 'any' : to}`]
  const at = (number: string) => (number === 'any' ? [] : [`port ${number}`])
  return [
    ...devices,
    ...sender,
    ...at(fromPort),
    ...receiver,
    ...at(port),
    ...(protocol === 'any' ? [] : [`proto ${protocol}`]),
  ]
}

function isAny(address: string): boolean {
  return address === '0.0.0.0/0' || address === '::/0' || address === 'any'
}
