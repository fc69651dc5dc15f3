import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { closeAll, receiveDescriptors, sendDescriptors, socketPair } from './descriptor-passing.ts'

test('an open file goes over with its message, and stays open here', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'descriptor-passing-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = openSync(join(folder, 'file'), 'w')
  const [near, far] = socketPair('messages')
  onTestFinished(() => closeAll([near, far]))
  sendDescriptors(near, new TextEncoder().encode('here'), [file])
  const bytes = new Uint8Array(16)
  const { length, descriptors } = receiveDescriptors(far, bytes)
  expect(new TextDecoder().decode(bytes.subarray(0, length))).toBe('here')
  expect(descriptors).toHaveLength(1)
  writeSync(descriptors[0]!, 'there ')
  writeSync(file, 'and here')
  closeSync(descriptors[0]!)
  closeSync(file)
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('there and here')
})

test('a message without descriptors has none; the other side being gone is a message of no length', async () => {
  const [near, far] = socketPair('messages')
  onTestFinished(() => closeAll([far]))
  sendDescriptors(near, Uint8Array.of(1), [])
  expect(receiveDescriptors(far, new Uint8Array(16))).toEqual({ length: 1, descriptors: [] })
  closeAll([near])
  expect(receiveDescriptors(far, new Uint8Array(16)).length).toBe(0)
  expect(() => sendDescriptors(far, Uint8Array.of(1), [])).toThrow('EPIPE')
})
