import { describe, expect, it } from 'vitest'
import { fakeEnvironment } from './fake-environment.ts'
import type { Word } from './word.ts'
import { readWords } from './word-source.ts'

async function read(words: string[], files: string[] = [], contents: Record<string, string> = {}, stdin = '') {
  const environment = fakeEnvironment({ files: contents, stdin })
  const found: Word[] = []
  for await (const word of readWords({ label: 'target', words, files }, environment)) found.push(word)
  return found.map(({ text, place }) => `${place} ${text}`)
}

describe('readWords', () => {
  it('counts the words of the command line, and splits them at commas', async () => {
    expect(await read(['10.0.0.1', 'a.example,b.example', '10.0.0.1,5,7', '10.0.0.1,10.0.0.2'])).toEqual([
      'target 1 10.0.0.1',
      'target 2, column 1 a.example',
      'target 2, column 11 b.example',
      'target 3 10.0.0.1,5,7',
      'target 4, column 1 10.0.0.1',
      'target 4, column 10 10.0.0.2',
    ])
  })

  it('reads files by line and column, with comments, blanks, commas, CRLF and no last line end', async () => {
    const text =
      '\ufeff10.0.0.1 10.0.0.2,10.0.0.3\r\n# all of this, 1.2.3.4\n\n\t10.0.0.4# and this\r\n  ::1,,fe80::1%eth0'
    expect(await read([], ['hosts.txt'], { 'hosts.txt': text })).toEqual([
      'hosts.txt:1:1 10.0.0.1',
      'hosts.txt:1:10 10.0.0.2',
      'hosts.txt:1:19 10.0.0.3',
      'hosts.txt:4:2 10.0.0.4',
      'hosts.txt:5:3 ::1',
      'hosts.txt:5:8 fe80::1%eth0',
    ])
  })

  it('a CR alone ends a line, and with it a comment', async () => {
    expect(await read([], ['mac.txt'], { 'mac.txt': '10.0.0.1 # web\r10.0.0.2\r\r#\r10.0.0.3' })).toEqual([
      'mac.txt:1:1 10.0.0.1',
      'mac.txt:2:1 10.0.0.2',
      'mac.txt:5:1 10.0.0.3',
    ])
  })

  it('- is standard input, as a word or as a file', async () => {
    expect(await read(['-', '10.0.0.1'], [], {}, '1.1.1.1')).toEqual(['target 2 10.0.0.1', 'stdin:1:1 1.1.1.1'])
    expect(await read([], ['-'], {}, '1.1.1.1')).toEqual(['stdin:1:1 1.1.1.1'])
  })

  it.each([
    [['a,,b'], [], /^target 1, column 3 "a,,b": nothing between two commas$/],
    [[], ['none'], /^cannot read targets from "none": there is no such file$/],
    [[], ['a"b\u001b'], /^cannot read targets from "a"b\\x1b": there is no such file$/],
    [[], ['long'], /^long:2:3 "x{59}…": a target has at most 1,024 characters$/],
  ])('%j %j', async (words, files, message) => {
    await expect(read(words, files, { long: `\n  ${'x'.repeat(1025)}` })).rejects.toThrow(message)
  })
})
