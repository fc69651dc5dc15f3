// A scan that ends early, here at the first risky port: what was known by then has been given.
// node --import tsx examples/abort.ts 10.0.0.0/24
import { scan } from 'portreeve'

const targets = process.argv.slice(2)
const enough = new AbortController()
// Records come as ports are seen, as nobody is asked what speaks behind them.
const run = scan(targets, { ports: 'risky', rate: 500, service: false, signal: enough.signal })

for await (const { address, port, name, category } of run) {
  console.log(`${address} ${port} ${name} ${category}`)
  if (category === 'risky') enough.abort()
}

const { complete, unprobed } = await run.summary
console.log(complete ? 'the whole list' : `ended early, ${unprobed > 0 ? 'some' : 'no'} endpoints without a state`)
