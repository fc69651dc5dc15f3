import type { Family } from '../lib/address.ts'
import type { Transport } from '../model/unions.ts'

/** What is to be looked at from elsewhere. */
export interface Endpoint {
  readonly address: string
  readonly transport: Transport
  readonly port: number
}

/** bash has no probes of its own: so many at once, each for so many seconds. */
const atOnce = 32
const patienceSeconds = 3

/**
 * A script for sh that looks at endpoints of one family with what is there: portreeve, else nmap, else bash. Its first line says with which of them.
 * Nothing in it is foreign: addresses and numbers alone.
 */
export function probeScript(endpoints: readonly Endpoint[], family: Family): string {
  const addresses = [...new Set(endpoints.map(({ address }) => address))].join(' ')
  const portsOf = (transport: Transport) => [
    ...new Set(endpoints.filter((each) => each.transport === transport).map(({ port }) => port)),
  ]
  const [tcp, udp] = [portsOf('tcp'), portsOf('udp')]
  const listed = [tcp.length > 0 ? `T:${tcp.join(',')}` : '', udp.length > 0 ? `U:${udp.join(',')}` : '']
  const both = listed.filter((each) => each !== '').join(',')
  const withNmap = `nmap -n -Pn -sT${family === 6 ? ' -6' : ''} -p ${tcp.join(',')} -oX - ${addresses}`
  return `LC_ALL=C; export LC_ALL
if command -v portreeve >/dev/null 2>&1; then
  echo portreeve; exec portreeve scan ${addresses} -Pn -p ${both} --no-service --all-states -f jsonl
fi
${tcp.length === 0 ? 'echo nothing; exit 0' : ''}
if command -v nmap >/dev/null 2>&1; then
  echo nmap; exec ${withNmap}
fi
if command -v bash >/dev/null 2>&1; then
  echo bash; exec bash -c '${bashProbes}' bash '${addresses}' '${tcp.join(' ')}'
fi
echo nothing
`
}

/** A connection through bash's /dev/tcp: made, refused, or neither within the time. What else goes wrong is not told. */
const bashProbes = `
look() {
  said=$(timeout ${patienceSeconds} bash -c ": </dev/tcp/$1/$2" 2>&1); code=$?
  case "$code $said" in
    0*) echo "$1 $2 open" ;;
    124*) echo "$1 $2 filtered" ;;
    *refused*) echo "$1 $2 closed" ;;
  esac
}
n=0
for address in $1; do for port in $2; do
  look "$address" "$port" &
  n=$((n + 1)); [ $((n % ${atOnce})) -eq 0 ] && wait
done; done
wait
`
