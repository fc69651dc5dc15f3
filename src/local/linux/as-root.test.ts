import { expect, test } from 'vitest'
import { asRootCommand, shellWord } from './as-root.ts'

const node = '/home/u/.nvm/versions/node/v20.20.2/bin/node'

test('names node by its path, which sudo would not find, and repeats the arguments', () => {
  const argv = [node, '/opt/portreeve/dist/cli/main.js', 'ports', '--all-netns']
  expect(asRootCommand(argv, node, [])).toBe(`sudo ${node} /opt/portreeve/dist/cli/main.js ports --all-netns`)
})

test('words that the shell would read are quoted', () => {
  expect(shellWord("it's $HOME")).toBe(`'it'\\''s $HOME'`)
  expect(asRootCommand([node, '/my apps/main.js', ''], node, [])).toBe(`sudo ${node} '/my apps/main.js' ''`)
})

test('a command too long to read loses its arguments', () => {
  expect(asRootCommand([node, '/main.js', 'x'.repeat(500)], node, [])).toBe(`sudo ${node} /main.js`)
})
