// Prints Router's answer for each word of standard input, an address with or without a zone, as `ip -j route get` names its parts.
import { readFileSync } from 'node:fs'
import { formatAddress, fromBytes, parseAddress, toBytes } from '../src/lib/address.ts'
import { interfaceIndex } from '../src/libc/socket.ts'
import type { Route } from '../src/link/route.ts'
import { openRouter } from '../src/link/router.ts'

const text = (bytes: Uint8Array) => formatAddress(bytes.length === 4 ? 4 : 6, fromBytes(bytes))

function named(route: Route, address: Uint8Array) {
  if (route.kind === 'unreachable') return { unreachable: route.reason }
  const { kind, interface: device, source, mtu } = route
  const gateway = kind === 'gateway' ? { gateway: text(route.nextHop) } : {}
  return {
    kind,
    dev: device.name,
    layer: device.layer,
    fixed: device.fixedMac !== null,
    prefsrc: text(source ?? address),
    mtu,
    ...gateway,
  }
}

const { router, close } = openRouter()
const words = readFileSync(0, 'utf8').split(/\s+/).filter(Boolean)
const answers = words.map((word) => {
  const address = parseAddress(word)
  if (address === undefined) throw new Error(`no address: ${word}`)
  const bytes = toBytes(address.family, address.value)
  const zone = address.zone === undefined ? 0 : interfaceIndex(address.zone)
  const id = router.lookup(bytes, address.family === 4 ? 4 : 16, zone)
  return [word, { id, ...named(router.route(id), bytes) }]
})
close()
console.log(JSON.stringify(Object.fromEntries(answers)))
