import { expect, test } from 'vitest'
import { OperationError } from '../../lib/errors.ts'
import { Notes } from './notes.ts'

test('each thing is said once', () => {
  const notes = new Notes()
  notes.assumedDualStack()
  notes.assumedDualStack()
  expect(notes.lines).toHaveLength(1)
})

test('a listing that lacks nothing needs no word', () => {
  const notes = new Notes()
  notes.withoutHolder(0, 17)
  notes.hiddenNamespaces(0, false)
  expect(notes.lines).toEqual([])
})

test('thousands of closed namespaces are a few lines', () => {
  const notes = new Notes()
  for (let index = 0; index < 4096; index++) notes.closedNamespace(`ns${index}`, new OperationError('gone'))
  expect(notes.lines).toHaveLength(9)
  expect(notes.lines[0]).toBe('network namespace ns0 could not be looked into: gone')
  expect(notes.lines[8]).toBe('4,088 more network namespaces could not be looked into')
})
