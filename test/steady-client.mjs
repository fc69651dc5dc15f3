// Makes a new TCP connection every so often, a bounded number of times, and prints what became of them:
// node steady-client.mjs <address> <port> <everyMs> <count>
import { connect } from 'node:net'

const [address = '', port, everyMs, count] = process.argv.slice(2)
/** SYNs go out at 0, 1 and 3 s: a connection that takes this long has lost one. */
const delayedMs = 900
const longestMs = 5000
const outcome = { connected: 0, delayed: 0, failed: 0 }

/** @returns {Promise<void>} */
function once() {
  return new Promise((done) => {
    const began = performance.now()
    const socket = connect({ host: address, port: Number(port), timeout: longestMs })
    /** @param {'connected' | 'delayed' | 'failed'} result */
    const end = (result) => {
      outcome[result] += 1
      socket.destroy()
      done()
    }
    socket.once('connect', () => end(performance.now() - began < delayedMs ? 'connected' : 'delayed'))
    socket.once('timeout', () => end('failed'))
    socket.once('error', () => end('failed'))
  })
}

/** @type {Promise<void>[]} */
const all = []
const timer = setInterval(async () => {
  all.push(once())
  if (all.length < Number(count)) return
  clearInterval(timer)
  await Promise.all(all)
  console.log(JSON.stringify(outcome))
}, Number(everyMs))
