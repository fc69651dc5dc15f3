// Opens and closes the sockets it is told to, one JSON request a line on standard input, one answer a line on
// standard output. Plain JavaScript, because a host starts many of these and each should be up in 40 ms.
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

/** @typedef {{ answer: string, text: string }} Behaviour */
/** @type {Map<string, { close(): void }>} */
const open = new Map()

/** @param {Behaviour} behaviour @param {import('node:net').Socket} socket */
function serve(behaviour, socket) {
  socket.on('error', () => {})
  if (behaviour.answer === 'close') socket.end()
  else if (behaviour.answer === 'reset') socket.resetAndDestroy()
  else if (behaviour.answer === 'banner') socket.write(behaviour.text)
  else if (behaviour.answer === 'echo') socket.pipe(socket)
  else if (behaviour.answer === 'endless') pour(socket)
  if (behaviour.answer !== 'echo') socket.resume()
}

/** Sends for as long as the peer takes it. @param {import('node:net').Socket} socket */
function pour(socket) {
  const chunk = Buffer.alloc(64 * 1024, 'A')
  const more = () => {
    while (!socket.destroyed && socket.write(chunk));
  }
  socket.on('drain', more)
  more()
}

/** @param {string} address @param {number} port @param {Behaviour} behaviour @returns {Promise<void>} */
function openTcp(address, port, behaviour) {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => serve(behaviour, socket))
    const sockets = new Set()
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    server.once('error', reject)
    server.listen({ host: address, port }, () => {
      const close = () => {
        server.close()
        for (const socket of sockets) socket.destroy()
      }
      open.set(`tcp ${address} ${port}`, { close })
      resolve()
    })
  })
}

/** @param {string} address @param {number} port @param {Behaviour} behaviour @returns {Promise<void>} */
function openUdp(address, port, behaviour) {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4' })
    socket.on('message', (message, from) => {
      if (behaviour.answer === 'hold') return
      socket.send(behaviour.answer === 'banner' ? behaviour.text : message, from.port, from.address, () => {})
    })
    socket.once('error', reject)
    socket.bind({ address, port }, () => {
      open.set(`udp ${address} ${port}`, { close: () => socket.close() })
      resolve()
    })
  })
}

/** @param {{ does: 'open' | 'close', address: string, tcp: number[], udp: number[], behaviour: Behaviour }} request */
async function obey({ does, address, tcp, udp, behaviour }) {
  if (does === 'open') {
    await Promise.all(tcp.map((port) => openTcp(address, port, behaviour)))
    await Promise.all(udp.map((port) => openUdp(address, port, behaviour)))
    return
  }
  for (const name of [...tcp.map((port) => `tcp ${address} ${port}`), ...udp.map((port) => `udp ${address} ${port}`)]) {
    open.get(name)?.close()
    open.delete(name)
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    await obey(JSON.parse(line))
    process.stdout.write('ok\n')
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : error}\n`)
  }
}
process.exit(0)
