// The open ports of a host, each as soon as everything about it is known, and the sum of all at the end.
// node --import tsx examples/scan.ts 192.0.2.10
import { scan } from 'portreeve'

const [target = 'self'] = process.argv.slice(2)
const run = scan(target, { ports: 'T:1-1000,6379,U:53,161' })

for await (const { address, port, transport, category, categoryReason } of run) {
  console.log(`${address} ${port}/${transport} ${category}: ${categoryReason}`)
}

const { probed, byState, complete } = await run.summary
console.log(`${probed} probed, ${byState.open} open, ${complete ? 'complete' : 'not complete'}`)
