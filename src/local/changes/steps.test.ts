import { expect, test } from 'vitest'
import { doStep } from './steps.ts'

const run = (exit: number | null) => {
  const onlyIf = exit === null ? ['/no/such/program'] : ['sh', '-c', `exit ${exit}`]
  return doStep({ do: 'run', argv: ['sh', '-c', 'echo was run >&2; exit 7'], onlyIf }, () => {})
}

test('what is to be taken back is left out only where it is known not to be there', async () => {
  await expect(run(0)).rejects.toThrow('was run')
  await expect(run(1)).resolves.toBeUndefined()
  // Somebody else has the lock; the program could not be started.
  await expect(run(4)).rejects.toThrow('exit 4')
  await expect(run(null)).rejects.toThrow('/no/such/program')
})
