import { Command } from 'commander'
import { expect, test } from 'vitest'
import check from './check.ts'

test('the help says that --fail-on looks into other network namespaces too', () => {
  const program = new Command()
  check.configure(program)
  expect(program.helpInformation().replaceAll(/\s+/g, ' ')).toMatch(/--fail-on .* in other network namespaces too/)
})
