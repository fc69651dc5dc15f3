import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { reasonOf } from '../results/outcome.ts'
import type { ConnectDriver, Destination } from './driver.ts'
import { testDrivers } from './test-drivers.ts'

const slots = 8
const loopback = { 4: Uint8Array.of(127, 0, 0, 1), 6: Uint8Array.from([...new Array<number>(15).fill(0), 1]) } as const

function to(family: 4 | 6, transport: 'tcp' | 'udp', port: number): Destination {
  return {
    family,
    transport,
    port,
    address: loopback[family],
    zone: undefined,
    payload: Uint8Array.of(1, 2, 3),
    repliesFromOtherPort: false,
  }
}

/** Listens on [::], which takes IPv4 as well. */
async function listen(onConnection: (socket: Socket) => void, wanted = 0): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(wanted, '::', resolve))
  return { server, port: portOf(server.address()) }
}

function portOf(address: unknown): number {
  if (typeof address === 'object' && address !== null && 'port' in address) return Number(address.port)
  throw new Error('it does not listen')
}

/** Not one that the system picks for clients (from 32,768 on): it would soon be somebody's. */
async function closedPort(): Promise<number> {
  const { server, port } = await listen(() => {}, 20_000 + (process.pid % 10_000))
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Listens in a thread of its own, tells its port, and resets each connection; counts those that it has reset. */
const resettingPeer = `
  const { parentPort, workerData: resets } = require('node:worker_threads')
  const server = require('node:net').createServer((socket) => {
    socket.on('error', () => {}).resetAndDestroy()
    socket.on('close', () => {
      Atomics.add(resets, 0, 1)
      Atomics.notify(resets, 0)
    })
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))`

/** Blocks this thread until another has counted that far. */
function awaitCount(counter: Int32Array, wanted: number): void {
  for (let count = Atomics.load(counter, 0); count < wanted; count = Atomics.load(counter, 0)) {
    if (Atomics.wait(counter, 0, count, 10_000) === 'timed-out') throw new Error(`the peer stopped at ${count}`)
  }
}

for (const { id, open } of testDrivers) {
  describe(`connect driver ${id}`, () => {
    let driver: ConnectDriver
    let server: Server
    let openPort: number
    let closed: number
    const echo = createSocket('udp6')
    const mute = createSocket('udp6')

    beforeAll(async () => {
      const listener = await listen((socket) => {
        // Endless talk: a driver that read it would never end.
        const talk = () => {
          while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 'x'))) {}
        }
        socket.on('drain', talk)
        talk()
      })
      server = listener.server
      openPort = listener.port
      closed = await closedPort()
      echo.on('message', (data, { port, address }) => echo.send(data, port, address))
      await new Promise<void>((resolve) => echo.bind(0, '::', resolve))
      await new Promise<void>((resolve) => mute.bind(0, '::', resolve))
    })
    afterAll(() => {
      server.close()
      echo.close()
      mute.close()
    })
    beforeEach(async (ctx) => {
      const opened = await open(ctx, slots)
      driver = opened
      return () => opened.close()
    })

    /** Runs attempts to their end; gives their reasons by slot. */
    async function reasonsOf(destinations: readonly Destination[], whenStarted = () => {}): Promise<string[]> {
      const reasons: string[] = new Array<string>(destinations.length).fill('')
      let pending = 0
      const settle = (slot: number, outcome: number) => {
        reasons[slot] = outcome < 1000 ? reasonOf(outcome) : `failed ${outcome - 1000}`
      }
      destinations.forEach((destination, slot) => {
        const outcome = driver.start(slot, destination)
        if (outcome === -1) pending++
        else settle(slot, outcome)
      })
      await new Promise<void>((resolve) => process.nextTick(resolve))
      whenStarted()
      while (pending > 0) {
        // The peers live in this process: they need their turn.
        await new Promise((resolve) => setImmediate(resolve))
        await driver.wait(5, (slot, outcome) => {
          pending--
          settle(slot, outcome)
        })
      }
      return reasons
    }

    for (const family of [4, 6] as const) {
      test(`IPv${family}: tells open, refused, answering and closed UDP apart`, async () => {
        const destinations = [
          to(family, 'tcp', openPort),
          to(family, 'tcp', closed),
          to(family, 'udp', portOf(echo.address())),
          to(family, 'udp', closed),
        ]
        expect(await reasonsOf(destinations)).toEqual(['connected', 'refused', 'udp-reply', 'icmp-port-unreachable'])
      })
    }

    test('shows what a UDP port replied, and that it was cut', async () => {
      const port = portOf(echo.address())
      const replies: number[][] = []
      for (const size of [3, 4096, 5000]) {
        driver.start(0, { ...to(6, 'udp', port), payload: new Uint8Array(size).fill(size % 256) })
        const told = replies.length
        while (replies.length === told) {
          await new Promise((resolve) => setImmediate(resolve))
          await driver.wait(5, () => replies.push([driver.reply.length, driver.reply[0]!]))
        }
      }
      expect(replies.map(([length, first]) => [Math.min(length!, 4097), first])).toEqual([
        [3, 3],
        [4096, 0],
        [4097, 5000 % 256],
      ])
    })

    test('says nothing about a slot that was cancelled, and the slot can be used again', async () => {
      const silent = to(4, 'udp', portOf(mute.address()))
      expect(driver.start(0, silent)).toBe(-1)
      driver.cancel(0)
      const heard: number[] = []
      await driver.wait(30, (slot) => heard.push(slot))
      expect(heard).toEqual([])
      expect(await reasonsOf([to(4, 'tcp', openPort)])).toEqual(['connected'])
    })

    test('a peer that accepts and resets before we look was open', async () => {
      const resets = new Int32Array(new SharedArrayBuffer(4))
      const peer = new Worker(resettingPeer, { eval: true, workerData: resets })
      const [port] = (await once(peer, 'message')) as [number]
      const destinations = Array.from({ length: slots }, () => to(4, 'tcp', port))
      expect(await reasonsOf(destinations, () => awaitCount(resets, slots))).toEqual(new Array(slots).fill('connected'))
      await peer.terminate()
    })

    test('uses slots and families over and over without mixing them up', async () => {
      for (let round = 0; round < 40; round++) {
        const kinds = Array.from({ length: slots }, (_, i) => (i + round) % 3)
        const destinations = kinds.map((kind, i) => {
          const family = (i + round) % 2 === 0 ? 4 : 6
          return kind === 2 ? to(family, 'udp', closed) : to(family, 'tcp', kind === 0 ? openPort : closed)
        })
        const expected = kinds.map((kind) => ['connected', 'refused', 'icmp-port-unreachable'][kind])
        expect(await reasonsOf(destinations)).toEqual(expected)
      }
    })

    test('reports only reasons that it declares', async () => {
      const seen = await reasonsOf([to(4, 'tcp', openPort), to(4, 'tcp', closed), to(6, 'udp', closed)])
      for (const reason of seen) expect([...driver.reasons]).toContain(reason)
    })

    test('closing with attempts under way is silent', () => {
      expect(driver.start(0, to(4, 'udp', portOf(mute.address())))).toBe(-1)
      expect(() => driver.close()).not.toThrow()
    })
  })
}
