import { expect, it } from 'vitest'
import { UsageError } from '../lib/errors.ts'
import { prepareIdentify } from './identify.ts'

it('reads ports by number, range and name, each with its own transport', async () => {
  const { portSpecification } = await prepareIdentify(['127.0.0.1:22,80-82,https,53/udp,ntp/UDP'], {})
  expect(portSpecification).toEqual({ tcp: '22,80,81,82,443', udp: '53,123' })
})

it('asks what is named twice once', async () => {
  const { request } = await prepareIdentify(['[::1]:22,22', '[::1]:22'], {})
  expect(request.subjects).toHaveLength(1)
})

it.each([
  ['127.0.0.1', 'is no endpoint'],
  ['127.0.0.1:', 'is no endpoint'],
  ['127.0.0.1:22/sctp', 'is no endpoint'],
  ['127.0.0.1:22,,80', 'is no endpoint'],
  ['::1:22', 'is no endpoint'],
  ['http://127.0.0.1/', 'is no endpoint'],
])('refuses %s, and says what would be right', async (word, problem) => {
  const message = `${JSON.stringify(word)} ${problem}; write host:port, as in 192.0.2.10:22, www.example:80,https,53/udp or [2001:db8::5]:53/udp`
  await expect(prepareIdentify(['127.0.0.1:1', word], {})).rejects.toThrow(new UsageError(message))
})

it.each([
  ['127.0.0.1:22,70000', '"70000": 70000 is no port (0–65535)'],
  ['127.0.0.1:shh', '"shh": no service of that name is known; did you mean ssh?'],
  ['[fe80::1%none]:22', '"fe80::1%none": no interface "none"'],
])('refuses %s, and names what is wrong in it', async (word, problem) => {
  const asked = prepareIdentify(['127.0.0.1:1', word], {})
  await expect(asked).rejects.toThrow(`endpoint ${JSON.stringify(word)}: ${problem}`)
})
