// All that is known about a port before anybody looks at it.
// node --import tsx examples/explain.ts redis
import { explain } from 'portreeve'

const [word = 'telnet'] = process.argv.slice(2)

for (const { port, transport, name, category, danger, replacement } of await explain(word)) {
  console.log(`${port}/${transport} ${name} is ${category}`)
  if (danger !== null) console.log(`  ${danger}`)
  if (replacement !== null) console.log(`  instead: ${replacement.protocol}`)
}
