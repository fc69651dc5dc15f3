import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { UsageError } from '../lib/errors.ts'
import { decodeScanRecords } from './scan-records.ts'
import type { OutsideView } from './seen.ts'

/** 256 MiB: a scan of one machine has a few MB at most. */
const longestFile = 256 * 2 ** 20

/**
 * The result of a scan made elsewhere: nmap's XML, or JSON or JSON lines of ours.
 * @throws UsageError when it cannot be read, or says nothing of any port
 */
export async function readOutside(path: string): Promise<OutsideView> {
  const text = await textOf(path)
  const vantage = basename(path)
  const view = text.trimStart().startsWith('<')
    ? (await import('./nmap-xml.ts')).decodeNmapXml(text, vantage)
    : decodeScanRecords(text, vantage)
  if (view.seen.length > 0) return view
  throw new UsageError(
    `--outside ${JSON.stringify(path)} says nothing of any port; write it with portreeve scan --all-states -o result.jsonl, or with nmap -oX`,
  )
}

async function textOf(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > longestFile) throw Object.assign(new Error('too long'), { code: 'EFBIG' })
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(`--outside ${JSON.stringify(path)} cannot be read (${code})`)
  }
}
