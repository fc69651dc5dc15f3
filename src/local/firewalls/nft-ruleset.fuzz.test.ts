import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeRuleset, RulesetError } from './nft-ruleset.ts'

const noTexts = () => null

function expectReadOrRefused(json: string): void {
  try {
    decodeRuleset(json, noTexts)
  } catch (error) {
    expect(error).toBeInstanceOf(RulesetError)
  }
}

const words = fc.constantFrom(
  ...[
    'match',
    'op',
    'left',
    'right',
    'payload',
    'protocol',
    'field',
    'meta',
    'key',
    'ct',
    'vmap',
    'data',
    'set',
    'concat',
    'prefix',
  ],
  ...[
    'addr',
    'len',
    'range',
    'accept',
    'jump',
    'target',
    'dnat',
    'map',
    'port',
    'mangle',
    'value',
    'elem',
    'val',
    'fib',
    'flags',
    '&',
    '|',
    '<',
    'elem',
    'stmt',
    'quota',
    'limit',
    'ct count',
    'counter',
    'xt',
    'type',
    'redirect',
    'snat',
    'tcp option',
    'tunnel',
    '__proto__',
    'toString',
  ],
)
const scalar = fc.oneof(
  fc.constantFrom(
    '==',
    'in',
    '!=',
    'tcp',
    'dport',
    'ip',
    'saddr',
    'iifname',
    'state',
    'new',
    '@set',
    '*',
    'x',
    '10.0.0.0',
    '10.0.0.0/x',
    '10.0.0.0/1.5',
    '::',
    '<',
    '!',
    'icmp',
    'mark',
    'add',
    'target',
  ),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
)
const { statement } = fc.letrec((tie) => ({
  statement: fc.oneof(
    { maxDepth: 6 },
    scalar,
    fc.array(tie('statement'), { maxLength: 3 }),
    fc.dictionary(words, tie('statement'), { maxKeys: 3 }),
  ),
}))

const head = [
  { table: { family: 'inet', name: 't' } },
  { chain: { family: 'inet', table: 't', name: 'c', hook: 'input', type: 'filter', prio: 0 } },
]

describe('a listing that nft never made', () => {
  it('is read or refused: text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), expectReadOrRefused))
  })

  it('is read or refused: any JSON', () => {
    fc.assert(fc.property(fc.json(), expectReadOrRefused))
  })

  it('is read, whatever its statements are: what is not known is a step of its own', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(words, statement, { minKeys: 1, maxKeys: 2 })), statement, (expr, elem) => {
        const set = { set: { family: 'inet', table: 't', name: 'set', elem } }
        const rule = { rule: { family: 'inet', table: 't', chain: 'c', handle: 1, expr } }
        const { tables } = decodeRuleset(JSON.stringify({ nftables: [...head, set, rule] }), noTexts)
        expect(tables[0]?.chains.get('c')?.rules).toHaveLength(1)
      }),
      { numRuns: 500 },
    )
  })

  it('is refused when it is nested without end', () => {
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`
    const rule = `{"rule":{"family":"inet","table":"t","chain":"c","handle":1,"expr":[${deep}]}}`
    expect(() =>
      decodeRuleset(`{"nftables":[${head.map((each) => JSON.stringify(each)).join()},${rule}]}`, noTexts),
    ).toThrow(RulesetError)
    const val = `${'{"elem":{"val":'.repeat(5000)}1${'}}'.repeat(5000)}`
    const set = `{"set":{"family":"inet","table":"t","name":"s","elem":[${val}]}}`
    expect(() => decodeRuleset(`{"nftables":[${JSON.stringify(head[0])},${set}]}`, noTexts)).toThrow(RulesetError)
  })
})
