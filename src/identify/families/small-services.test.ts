import { describe, expect, it } from 'vitest'
import { Reply } from '../reply.ts'
import { matchDaytime, matchQuote } from './small-services.ts'

describe('what is no quote of the day', () => {
  it.each([
    'Welcome to switch - Acme',
    'Server ready. - Login:',
    'Maintenance console. -- Enter password',
    'Connected to Router (1998-2004)',
  ])('%s', (text) => {
    expect(matchQuote(Reply.of(text))).toBeNull()
  })
})

describe('what is one', () => {
  it.each([
    "I can resist everything except temptation.\r\n\t\t-- Oscar Wilde, 'Lady Windermere's Fan'\r\n",
    '"Man can climb to the highest summits, but he cannot dwell there long."\r\n George Bernard Shaw (1856-1950)\r\n',
  ])('%s', (text) => {
    expect(matchQuote(Reply.of(text))?.protocol).toBe('qotd')
  })
})

it('takes no log line for the time of day', () => {
  expect(matchDaytime(Reply.of('Sun Nov 22 17:01:24 2026 service started\r\n'))).toBeNull()
})
