import { execFile } from 'node:child_process'

/** What nft says, or why it says nothing. */
export type NftListing =
  | { readonly json: string; readonly words: string }
  | { readonly missing: string; readonly needsRoot: boolean }

const longestListing = 256 * 1024 * 1024
const patienceMs = 30_000

/** The ruleset of this network namespace, as nft lists it: once for programs, once in words. Nothing is changed. */
export async function listNft(): Promise<NftListing> {
  const [json, words] = await Promise.all([listing('-j', '-a'), listing('-a')])
  if (typeof json !== 'string') return json
  return typeof words === 'string' ? { json, words } : words
}

type Failure = Extract<NftListing, { readonly missing: string }>

function listing(...flags: readonly string[]): Promise<string | Failure> {
  // Users who are not root have no sbin in their PATH.
  const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C' }
  return new Promise((resolve) => {
    execFile(
      'nft',
      [...flags, 'list', 'ruleset'],
      { env, maxBuffer: longestListing, timeout: patienceMs },
      (error, out, said) => {
        resolve(error === null ? out : failureOf(error, said))
      },
    )
  })
}

function failureOf(error: Error & { readonly code?: unknown }, said: string): Failure {
  if (error.code === 'ENOENT') return { missing: 'nft is not installed (package nftables)', needsRoot: false }
  if (said.includes('Operation not permitted')) return { missing: 'nft lists rules for root only', needsRoot: true }
  const [line = ''] = (said === '' ? error.message : said).trim().split('\n')
  return { missing: `nft did not list its rules: ${line}`, needsRoot: false }
}
