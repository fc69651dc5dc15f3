import { expect, it } from 'vitest'
import { Gate } from './gate.ts'

/** Who is in by now. */
async function entered(gate: Gate, names: readonly string[]) {
  const inside: string[] = []
  for (const name of names) void gate.enter().then(() => inside.push(name))
  await turn()
  return inside
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

it('lets so many in, and the others in their order', async () => {
  const gate = new Gate(2)
  const inside = await entered(gate, ['a', 'b', 'c', 'd'])
  expect(inside).toEqual(['a', 'b'])
  gate.leave()
  await turn()
  expect(inside).toEqual(['a', 'b', 'c'])
})
