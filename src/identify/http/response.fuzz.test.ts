import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Reply } from '../reply.ts'
import { isWholeResponse, parseResponse } from './response.ts'

const parse = (text: string) => parseResponse(Reply.of(text))

describe('a response', () => {
  it('is read', () => {
    const response = parse(
      'HTTP/1.1 200 OK\r\nServer: a\r\nSet-Cookie: x=1\r\nset-cookie: y=2\r\n\r\n<title>\n A &amp; B </title>',
    )!
    expect([response.status, response.reason, response.header('server'), response.title]).toEqual([
      200,
      'OK',
      'a',
      'A & B',
    ])
    expect(response.headers('set-cookie')).toEqual(['x=1', 'y=2'])
  })

  it('is put together from its chunks, up to where they break off', () => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
    expect(parse(`${head}4\r\n{"a"\r\n3;x=y\r\n:1}\r\n0\r\n\r\n`)!.json).toEqual({ a: 1 })
    expect(parse(`${head}ff\r\nonly this`)!.body).toBe('only this')
  })

  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab', true],
    ['HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab', false],
    ['HTTP/1.1 304 Not Modified\r\n\r\n', true],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n', true],
    ['HTTP/1.1 200 OK\r\n\r\nuntil it closes', false],
    ['HTTP/1.1 200 OK\r\nContent-Le', false],
  ])('%j is whole: %s', (text, whole) => {
    expect(isWholeResponse(Reply.of(text))).toBe(whole)
  })

  it.each(['', 'HTTP/', 'HTTP/1.1 twohundred OK', 'SSH-2.0-x', ' HTTP/1.1 200 OK'])('%j is none', (text) => {
    expect(parse(text)).toBeNull()
  })

  it('takes whatever comes', () => {
    const part = fc.oneof(
      fc.constantFrom(
        'HTTP/1.1 200 OK\r\n',
        'Transfer-Encoding: chunked\r\n',
        '\r\n',
        '\n',
        '<title',
        '>',
        '{"a":',
        'ffffffff\r\n',
        ':',
      ),
      fc.string({ unit: 'binary', maxLength: 40 }),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const reply = new Reply(Buffer.from(parts.join(''), 'latin1'))
        isWholeResponse(reply)
        const response = parseResponse(reply)
        if (response !== null)
          expect(response.body.length + response.title.length).toBeLessThanOrEqual(2 * reply.length)
        void response?.json
      }),
      { numRuns: 500 },
    )
  })
})
