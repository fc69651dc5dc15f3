import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTcpInfo, tcpInfo } from './tcp-info.ts'

const descriptorOf = (socket: Socket) => (socket as Socket & { readonly _handle: { readonly fd: number } })._handle.fd

describe.runIf(process.platform === 'linux')('what the kernel knows of a connection', () => {
  it('tells what is acknowledged from what waits before a window that is shut', async () => {
    const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const [client, [peer]] = [connect(port, '127.0.0.1'), (await once(server, 'connection')) as [Socket]]
    client.write('x')
    await expect.poll(() => tcpInfo(descriptorOf(client))).toMatchObject({ unacknowledged: 0, unsent: 0 })
    expect(tcpInfo(descriptorOf(client))!.window).toBeGreaterThan(0)
    // More than both buffers hold, and nobody reads.
    client.write(Buffer.alloc(64 * 2 ** 20))
    await expect.poll(() => tcpInfo(descriptorOf(client))?.window).toBe(0)
    client.destroy()
    peer.destroy()
    server.close()
    expect(tcpInfo(-1)).toBeNull()
  })
})

it('takes any bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 256 }), (bytes) => void parseTcpInfo(bytes)))
})
