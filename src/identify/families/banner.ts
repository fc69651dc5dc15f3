import { cpe } from '../cpe.ts'
import type { Match } from '../detector.ts'
import type { Pattern } from '../pattern.ts'

/** Words by which a product is known; the pattern's first group, if it has one, is the version. */
export interface Banner {
  readonly pattern: Pattern
  readonly product: string
  readonly vendor?: string
  /** Vendor and product as in CPE names. */
  readonly cpe?: readonly [string, string]
  readonly os?: string
  readonly deviceType?: string
}

/** What the first banner that fits says; nothing when none does. */
export function productIn(banners: readonly Banner[], text: string): Partial<Match> {
  for (const { pattern, cpe: names, ...product } of banners) {
    const groups = pattern.exec(text)
    if (groups === null) continue
    const version = /^v?\d/.test(groups[1] ?? '') ? groups[1]!.replace(/^v/, '') : undefined
    return { ...product, version, cpe: names === undefined ? [] : [cpe('a', names[0], names[1], version)] }
  }
  return {}
}
