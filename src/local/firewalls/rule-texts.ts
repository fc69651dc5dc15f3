// decodes foreign bytes

/**
 * The words of each rule in what `nft -a list ruleset` says: there every line of a table that can be pointed at ends with its handle.
 * Lines within sets and maps have none.
 */
export function ruleTexts(listing: string): (family: string, table: string, handle: number) => string | null {
  const texts = new Map<string, string>()
  let table = ''
  for (const line of listing.split('\n')) {
    const opening = /^table (\w+) (\S+) \{/.exec(line)
    if (opening !== null) table = `${opening[1]} ${opening[2]}`
    const end = line.lastIndexOf(' # handle ')
    const handle = end < 0 ? '' : line.slice(end + 10)
    if (!/^\d{1,19}$/.test(handle) || !line.startsWith('\t\t')) continue
    texts.set(`${table} ${handle}`, line.slice(0, end).trim())
  }
  return (family, name, handle) => texts.get(`${family} ${name} ${handle}`) ?? null
}
