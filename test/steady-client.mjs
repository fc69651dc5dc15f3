// Makes a new TCP connection every so often, a bounded number of times, and prints what became of them:
// node steady-client.mjs <address> <port> <everyMs> <count>
import { connect } from 'node:net'

const [address = '', port, everyMs, count] = process.argv.slice(2)
/** SYNs go out at 0, 1 and 3 s: a connection that takes this long has lost one. */
const delayedMs = 900
const longestMs = 5000
const outcome = { connected: 0, delayed: 0, failed: 0 }

function once() {
  const began = performance.now()
  const socket = connect({ host: address, port: Number(port), timeout: longestMs })
  /** @param {'connected' | 'delayed' | 'failed'} result */
  const end = (result) => {
    outcome[result] += 1
    socket.removeAllListeners('error').on('error', () => {})
    socket.destroy()
  }
  socket.once('connect', () => end(performance.now() - began < delayedMs ? 'connected' : 'delayed'))
  socket.once('timeout', () => end('failed'))
  socket.once('error', () => end('failed'))
}

let begun = 0
const timer = setInterval(() => {
  once()
  begun += 1
  if (begun === Number(count)) clearInterval(timer)
}, Number(everyMs))
process.once('exit', () => console.log(JSON.stringify(outcome)))
