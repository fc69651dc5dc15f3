import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distanceClassifier } from './distance.ts'
import { hasNoNeighbours, parseFibTrie, parseIfInet6, parseRoute4, parseRoute6 } from './distance-linux.ts'

/** Words that the files are made of, so that the arbitrary text gets past the first check. */
const word = fc.oneof(
  fc.constantFrom('|--', '+--', 'LOCAL', 'host', '/8', '/33', '/-1', '10.0.0.0', '999.1.1.1', 'eth0', '00000000'),
  fc.constantFrom('0'.repeat(32), 'f'.repeat(32), '00FFFFFF', '80200001', '0003', '80', 'ff', '\0'),
  fc.string(),
)
const text = fc.oneof(
  fc.string(),
  fc.array(fc.array(word, { maxLength: 12 }).map((words) => words.join(' '))).map((lines) => lines.join('\n')),
)

describe('the decoders of /proc/net', () => {
  it('never throw, and what they return makes a classifier', () => {
    fc.assert(
      fc.property(text, (foreign) => {
        const six = parseRoute6(foreign)
        const local = [...parseFibTrie(foreign), ...parseIfInet6(foreign), ...six.local]
        const routes = [...parseRoute4(foreign, 'LE'), ...parseRoute4(foreign, 'BE'), ...six.routes]
        for (const { bytes, bits } of [...local, ...routes]) {
          expect(bits).toBeGreaterThanOrEqual(0)
          expect(bits).toBeLessThanOrEqual(bytes.length * 8)
        }
        const withoutNeighbours = new Set<string>(hasNoNeighbours(foreign) ? ['eth0'] : [])
        const classify = distanceClassifier({ addresses: [], local, routes, withoutNeighbours })
        expect(['own', 'onLink', 'beyond']).toContain(classify(Uint8Array.of(10, 0, 0, 1), 4))
        expect(['own', 'onLink', 'beyond']).toContain(classify(new Uint8Array(16), 16))
      }),
    )
  })

  it('stay bounded on huge input', () => {
    const line = 'eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n'
    expect(parseRoute4(line.repeat(200_000), 'LE').length).toBeLessThanOrEqual(50_000)
    expect(parseRoute4('x'.repeat(20_000_000), 'LE')).toEqual([])
    expect(parseFibTrie(' '.repeat(20_000_000))).toEqual([])
  })
})
