/** Where in a response a sign is: `realm` of a challenge, `location` of a redirect without scheme and host. */
export const places = ['server', 'header', 'cookie', 'title', 'realm', 'location', 'body'] as const
export type Place = (typeof places)[number]

/** One line of a table: a sign in a response to `GET /`, and the product that gives it. */
export interface Sign {
  readonly in: Place
  /**
   * `server`: how it calls itself in that header, whole words in any case. `header`: a name, or `Name: text in its value`. `body`: text
   * anywhere in it. `title`: all of it, or its beginning when it ends in *. Others: the beginning.
   */
  readonly says: string
  /** The word that the version follows; empty: what it says (of a header: its value); `-`: there is no version. */
  readonly versionAfter: string
  readonly product: string
  readonly vendor: string
  /** Vendor and product as CPE has them, `vendor:product`, or `o:vendor:product` for firmware; empty where it has none. */
  readonly cpe: string
  readonly os: string
  readonly deviceType: string
  /** What was seen in that place, or is documented. */
  readonly example: string
  /** The version in it. */
  readonly version: string
}

const columns = {
  in: 'in',
  says: 'says',
  'version after': 'versionAfter',
  product: 'product',
  vendor: 'vendor',
  CPE: 'cpe',
  system: 'os',
  device: 'deviceType',
  example: 'example',
  version: 'version',
} as const
type Column = keyof typeof columns

/** Reads a table: cells between bars, the names of the columns in the first line. What has no column is empty. */
export function signTable(text: string): readonly Sign[] {
  const [head = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
  const names = head.map((name) => columns[name as Column])
  return rows.map((cells) => {
    const value = (column: keyof Sign) => cells[names.indexOf(column)] ?? ''
    return {
      in: (value('in') || 'server') as Place,
      says: value('says'),
      versionAfter: value('versionAfter'),
      product: value('product'),
      vendor: value('vendor'),
      cpe: value('cpe'),
      os: value('os'),
      deviceType: value('deviceType'),
      example: value('example'),
      version: value('version'),
    }
  })
}
