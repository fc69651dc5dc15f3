import { describe, expect, test } from 'vitest'
import { newAttempt } from '../attempt.ts'
import type { Sighting } from '../results/sightings.ts'
import { Folding, foldingKey, type Trial } from './folding.ts'

const allPorts = [{ first: 0, last: 65_535 }]
const attempt = { ...newAttempt(), row: 0 }
const key = foldingKey(0, 'tcp')

function setUp(tcp = allPorts) {
  const released: Sighting[] = []
  let seed = 1
  const random = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return seed
  }
  const folding = new Folding({ rows: 1, tcp, udp: [], random, release: (sighting) => released.push(sighting) })
  const sight = (port: number): Sighting => ({ addressIndex: 0, transport: 'tcp', port, outcome: 2, rttMs: 1, at: 1 })
  /** Answers of one kind; gives the trial they lead to. */
  const answer = (open: boolean, times: number): Trial | null => {
    for (let i = 0; i < times; i++) {
      const trial = folding.answered(attempt, open)
      if (open && folding.holds(key)) folding.hold(key, sight(i))
      else if (open) released.push(sight(i))
      if (trial) return trial
    }
    return null
  }
  const decide = (trial: Trial, outcomes: readonly (boolean | null)[]) => {
    outcomes.forEach((outcome, i) => {
      folding.tried(trial, trial.ports[i]!, outcome)
    })
  }
  return { folding, released, answer, decide }
}

describe('folding', () => {
  test('folds a host that is open on ports nobody asked for, and lets few of its observations out', () => {
    const { folding, released, answer, decide } = setUp([{ first: 1, last: 1000 }])
    const trial = answer(true, 1000)!
    expect(trial.ports).toHaveLength(8)
    expect(Math.min(...trial.ports)).toBeGreaterThan(32_767)
    expect(folding.isOnTrial(key)).toBe(true)
    decide(trial, [true, true, true, null, true, true, true, true])
    expect(folding.isFolded(key)).toBe(true)
    folding.skip(key)
    folding.finish()
    expect(released).toHaveLength(16)
    expect(folding.folded).toMatchObject([
      { sampled: 100, open: 100, skipped: 1, evidence: trial.ports.filter((_, i) => i !== 3) },
    ])
  })

  test('acquits a host whose other ports are closed, and lets everything go that was held', () => {
    const { folding, released, answer, decide } = setUp()
    const trial = answer(true, 1000)!
    decide(trial, [true, false, true, true, true, true, true, true])
    expect(folding.isFolded(key)).toBe(false)
    expect(folding.isOnTrial(key)).toBe(false)
    expect(released).toHaveLength(100)
    expect(answer(true, 899)).toBeNull()
    expect(answer(true, 1)).not.toBeNull()
  })

  test('silence on the trial does not convict', () => {
    const { folding, answer, decide } = setUp()
    decide(answer(true, 1000)!, [true, true, true, null, null, null, null, null])
    expect(folding.isFolded(key)).toBe(false)
  })

  test('a host with closed ports is never tried', () => {
    const { released, answer } = setUp()
    expect(answer(false, 20)).toBeNull()
    expect(answer(true, 300)).toBeNull()
    expect(released.length).toBeGreaterThan(200)
  })

  test('what is held at the end goes out', () => {
    const { folding, released, answer } = setUp()
    answer(true, 60)
    expect(released).toHaveLength(16)
    folding.finish()
    expect(released).toHaveLength(60)
  })
})
