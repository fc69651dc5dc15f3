import { existsSync, openSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test, vi } from 'vitest'
import { closeAll } from '../libc/descriptor-passing.ts'
import { LaunchOutcome } from './launch.ts'
import { spawnByThread } from './spawn-by-thread.ts'

/** A busy machine may take its time to start a thread from its source, and a process. */
const patienceMs = 120_000

test('who comes too late starts nothing', () => {
  const outcome = new LaunchOutcome()
  expect(outcome.wait(0)).toBeNull()
  expect(outcome.claim()).toBe(false)
})

test('who has begun to start it is waited for, however long it takes', () => {
  const outcome = new LaunchOutcome()
  expect(outcome.claim()).toBe(true)
  // As `tell` does, from another thread.
  const code = `const { workerData: memory } = require('node:worker_threads')
    memory[1] = 42
    Atomics.store(memory, 0, 3)
    Atomics.notify(memory, 0)`
  new Worker(code, { eval: true, workerData: outcome.memory })
  expect(outcome.wait(0)).toEqual({ pid: 42, errno: 0 })
})

test('what the kernel refuses is told', () => {
  const outcome = new LaunchOutcome()
  outcome.tell({ errno: 1 })
  expect(outcome.wait(0)).toEqual({ pid: 0, errno: 1 })
})

test('what has ended is no zombie', async () => {
  const nothing = openSync('/dev/null', 'r+')
  onTestFinished(() => closeAll([nothing]))
  const pid = spawnByThread({ code: nothing, koffi: nothing, channels: [nothing] }, patienceMs)
  expect(pid).toBeGreaterThan(0)
  await vi.waitFor(() => expect(existsSync(`/proc/${pid}`)).toBe(false), patienceMs)
})
