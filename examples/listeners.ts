// What listens on this machine beyond loopback, with what is known about the port.
// sudo node --import tsx examples/listeners.ts
import { explain, listeners } from 'portreeve'

for (const { transport, address, port, bind, process, user } of await listeners()) {
  if (bind === 'loopback') continue
  const [known] = await explain(`${port}/${transport}`)
  console.log(
    `${address} ${port}/${transport} ${process ?? '?'} (${user}) is usually ${known?.name ?? 'nothing known'}`,
  )
}
