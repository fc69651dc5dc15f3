import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadConfig, mostBytes } from './load.ts'
import { nearest } from './nearest.ts'
import { configJsonSchema } from './schema.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pr-config-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function put(path: string, text: string): string {
  const file = join(root, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
  return file
}

const scope = (word: string) => `scope: {deny: ["${word}"]}`
const places = (environment: Record<string, string> = {}) => ({
  directory: join(root, 'here'),
  environment,
  home: join(root, 'home'),
})
const denied = async (environment?: Record<string, string>) =>
  (await loadConfig(undefined, places(environment)))?.scope?.deny[0]?.text

describe('loadConfig', () => {
  it('takes the working directory, then XDG_CONFIG_HOME, then ~/.config; the first alone', async () => {
    expect(await loadConfig(undefined, places())).toBeUndefined()
    put('home/.config/portreeve/portreeve.yaml', scope('1.1.1.1'))
    expect(await denied()).toBe('1.1.1.1')
    put('xdg/portreeve/portreeve.yaml', scope('2.2.2.2'))
    expect(await denied({ XDG_CONFIG_HOME: join(root, 'xdg') })).toBe('2.2.2.2')
    expect(await denied({ XDG_CONFIG_HOME: 'relative' })).toBe('1.1.1.1')
    put('here/portreeve.yaml', scope('3.3.3.3'))
    expect(await denied({ XDG_CONFIG_HOME: join(root, 'xdg') })).toBe('3.3.3.3')
  })

  it('a user without a home, in a folder that is gone, has no file', async () => {
    const nowhere = { directory: undefined, environment: {}, home: undefined }
    expect(await loadConfig(undefined, nowhere)).toBeUndefined()
    put('xdg/portreeve/portreeve.yaml', scope('2.2.2.2'))
    const found = await loadConfig(undefined, { ...nowhere, environment: { XDG_CONFIG_HOME: join(root, 'xdg') } })
    expect(found?.scope?.deny[0]?.text).toBe('2.2.2.2')
  })

  it('a file that was named must exist', async () => {
    const file = put('other.yaml', scope('4.4.4.4'))
    expect((await loadConfig(file, places()))?.file).toBe(file)
    await expect(loadConfig(join(root, 'none.yaml'), places())).rejects.toThrow(
      /^there is no configuration file ".*none\.yaml"$/,
    )
  })

  it('refuses folders, endless files and files too large', async () => {
    await expect(loadConfig(root, places())).rejects.toThrow(/^cannot read the configuration file .*: EISDIR$/)
    await expect(loadConfig('/dev/zero', places())).rejects.toThrow(/larger than 256 KiB$/)
    const exact = put('exact.yaml', '#'.repeat(mostBytes))
    expect(await loadConfig(exact, places())).toEqual({ file: exact })
  })
})

it('the JSON Schema refuses what the reader refuses', () => {
  expect(configJsonSchema()).toMatchObject({
    title: 'Portreeve configuration',
    type: 'object',
    additionalProperties: false,
    properties: {
      scope: { additionalProperties: false, properties: { allow: { type: 'array' }, deny: { type: 'array' } } },
    },
  })
})

it.each([
  ['alow', 'allow'],
  ['Allow', 'allow'],
  ['denny', 'deny'],
  ['permit', undefined],
  ['', undefined],
  ['x'.repeat(1e6), undefined],
])('nearest(%.20s)', (word, expected) => {
  expect(nearest(word, ['allow', 'deny'])).toBe(expected)
})
