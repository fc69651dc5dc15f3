// Prints the distance of each address of the command line, as seen from the namespace that it is started in.
import ipaddr from 'ipaddr.js'
import { distanceClassifier } from '../src/probe/distance.ts'

const classify = distanceClassifier()
const entries = process.argv.slice(2).map((address) => {
  const bytes = Uint8Array.from(ipaddr.parse(address).toByteArray())
  return [address, classify(bytes, bytes.length === 4 ? 4 : 16)]
})
console.log(JSON.stringify(Object.fromEntries(entries)))
