// Sends the first packet of a connection for each line of its standard input (`tcp 10.0.0.1 10.0.0.2 80`: transport, from, to, port).
// A blank line ends a list: it says `sent` when all of it are on their way, and lets go of them when the next list begins.
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

let lastPort = 10_000

/** Each another one: the kernel remembers connections for half a minute, and one that it knows is not new. */
function ownPort() {
  lastPort = lastPort === 60_000 ? 10_001 : lastPort + 1
  return lastPort
}

/** @type {(() => void)[]} */
let held = []
/** @type {string[]} */
let jobs = []

for await (const line of createInterface({ input: process.stdin })) {
  if (line !== '') {
    jobs.push(line)
    continue
  }
  for (const letGo of held) letGo()
  held = []
  for (const job of jobs) {
    const [transport, from = '', to = '', port] = job.split(' ')
    held.push(await (transport === 'tcp' ? tcp : udp)(from, to, Number(port)))
  }
  jobs = []
  process.stdout.write('sent\n')
}

/** @param {string} localAddress @param {string} host @param {number} port */
async function tcp(localAddress, host, port) {
  const socket = connect({ localAddress, localPort: ownPort(), host, port })
  socket.on('error', () => {})
  return () => void socket.destroy()
}

/** @param {string} from @param {string} to @param {number} port */
async function udp(from, to, port) {
  const socket = createSocket(from.includes(':') ? 'udp6' : 'udp4')
  socket.on('error', () => {})
  await new Promise((resolve) => void socket.bind(ownPort(), from, () => resolve(null)))
  await new Promise((resolve) => void socket.send('x', port, to, resolve))
  return () => void socket.close()
}
