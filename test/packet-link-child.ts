// A child that receives packet sockets open, and has no rights of its own: counts what comes in until it has `wanted` frames.
import { packetLink } from '../src/link/packet-link.ts'
import type { PacketSockets } from '../src/link/packet-sockets.ts'

const [sockets, wanted] = process.argv.slice(2)
const link = packetLink(JSON.parse(sockets ?? '') as PacketSockets)
console.log('ready')
const deadline = performance.now() + 20_000
while (link.counters.received < Number(wanted) && performance.now() < deadline) link.receive(() => {}, 100)
console.log(JSON.stringify({ ...link.counters, uid: process.geteuid?.() }))
link.close()
