import { expect, test } from 'vitest'
import { newAttempt } from '../attempt.ts'
import { type Neighbour, Neighbours } from './neighbours.ts'

/** A link on which the test plays the kernel; position p is endpoint p % 10 of host p / 10. */
function link(twice = true) {
  const table = new Map<number, { state: Neighbour['state']; changedAt: number }>()
  const released: number[] = []
  const dismissed: number[] = []
  let now = 1000
  const address = (host: number) => Uint8Array.of(10, 0, 0, host)
  const neighbours = new Neighbours({
    read: () =>
      [...table].map(([host, { state, changedAt }]) => ({
        address: address(host),
        state,
        unchangedMs: now - changedAt,
      })),
    addressCount: 20,
    twice,
    release: (position) => released.push(position),
    dismiss: (position) => dismissed.push(position),
  })
  const attempt = (position: number, distance: 'onLink' | 'beyond' = 'onLink') => ({
    ...newAttempt(),
    position,
    distance,
    addressIndex: Math.floor(position / 10),
  })
  return {
    neighbours,
    released,
    dismissed,
    admit: (position: number, distance: 'onLink' | 'beyond' = 'onLink') => {
      const said = neighbours.admit(attempt(position, distance), address(Math.floor(position / 10)))
      if (said === 'go') neighbours.sent(Math.floor(position / 10), now)
      return said
    },
    doubts: (position: number) => neighbours.doubts(attempt(position)),
    silent: (position: number) => neighbours.silent(attempt(position)),
    answered: (position: number) => neighbours.answered(attempt(position)),
    givenUp: (position: number) => neighbours.givenUp(attempt(position)),
    /** The kernel's entry for a host changes now. */
    kernel: (host: number, state: Neighbour['state']) => table.set(host, { state, changedAt: now }),
    later: (ms: number) => {
      now += ms
      neighbours.look(now)
    },
  }
}

test('one probe goes ahead; the others follow in the order of the walk when the host is found', () => {
  const { admit, kernel, later, released, neighbours } = link()
  expect([admit(0), admit(10), admit(13), admit(1), admit(2)]).toEqual(['go', 'go', 'wait', 'wait', 'wait'])
  kernel(0, 'sought')
  later(30)
  expect([released, neighbours.waiting]).toEqual([[], 3])
  kernel(0, 'resolved')
  kernel(1, 'resolved')
  later(30)
  expect([released, neighbours.waiting]).toEqual([[1, 2, 13], 0])
  expect([admit(1), admit(19)]).toEqual(['go', 'go'])
})

test('an answer is as good as the word of the kernel', () => {
  const { admit, answered, later, released } = link()
  admit(0)
  admit(1)
  answered(0)
  later(0)
  expect(released).toEqual([1])
})

test('what went out before the host was found is asked again, once', () => {
  const { admit, kernel, later, silent } = link()
  admit(0)
  kernel(0, 'resolved')
  later(30)
  expect([silent(0), silent(0)]).toEqual(['again', 'silence'])
})

test('nobody is there when the kernel has asked in vain, and has asked again', () => {
  const { admit, kernel, later, released, dismissed, silent, neighbours } = link()
  admit(0)
  admit(1)
  kernel(0, 'sought')
  expect(silent(0)).toBe('wait')
  later(3000)
  kernel(0, 'failed')
  later(30)
  expect([released, neighbours.absent]).toEqual([[1], []])
  expect(admit(1)).toBe('go')
  kernel(0, 'sought')
  later(1400)
  expect(neighbours.absent).toEqual([])
  later(200)
  expect(neighbours.absent).toEqual([0])
  expect(dismissed).toEqual([0])
  expect([silent(1), admit(5)]).toEqual(['absent', 'absent'])
  expect(neighbours.waiting).toBe(0)
})

test('what ICMP says is doubted until the host is known to be there', () => {
  const { admit, answered, doubts } = link()
  expect(doubts(0)).toBe(false)
  admit(0)
  expect(doubts(0)).toBe(true)
  answered(0)
  expect(doubts(0)).toBe(false)
})

test('without second attempts once is enough', () => {
  const { admit, kernel, later, neighbours } = link(false)
  admit(0)
  later(3000)
  kernel(0, 'failed')
  later(30)
  expect(neighbours.absent).toEqual([0])
})

test('a failure from before is not about our probe', () => {
  const { admit, kernel, later, neighbours } = link(false)
  kernel(0, 'failed')
  later(5000)
  admit(0)
  later(30)
  expect(neighbours.absent).toEqual([])
})

test('what another thread had the kernel ask counts too', () => {
  const { admit, kernel, later, neighbours } = link()
  admit(0)
  kernel(0, 'sought')
  // Failed, and asked anew before we looked.
  later(3000)
  kernel(0, 'sought')
  later(30)
  later(1600)
  expect(neighbours.absent).toEqual([0])
})

test('a kernel that says nothing does not hold the host back for ever', () => {
  const { admit, later, released, neighbours } = link()
  admit(0)
  admit(1)
  later(4900)
  expect(released).toEqual([])
  later(1100)
  expect([released, neighbours.absent]).toEqual([[1], []])
})

test('a scout that was given up has a successor', () => {
  const { admit, givenUp, later, released } = link()
  admit(0)
  admit(1)
  givenUp(0)
  later(0)
  expect(released).toEqual([1])
  expect(admit(1)).toBe('go')
})

test('hosts beyond a router are left alone', () => {
  const { admit, silent } = link()
  expect([admit(0, 'beyond'), admit(1, 'beyond'), silent(0)]).toEqual(['go', 'go', 'silence'])
})
