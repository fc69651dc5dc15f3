import { outputOf, type Unsaid } from './output-of.ts'

/** What nft says, or why it says nothing. */
export type NftListing =
  | { readonly json: string; readonly words: string }
  | { readonly missing: string; readonly needsRoot: boolean }

/** The ruleset of this network namespace, as nft lists it: once for programs, once in words. Nothing is changed. */
export async function listNft(): Promise<NftListing> {
  const [json, words] = await Promise.all([
    outputOf('nft', ['-j', '-a', 'list', 'ruleset']),
    outputOf('nft', ['-a', 'list', 'ruleset']),
  ])
  if (typeof json !== 'string') return failureOf(json)
  return typeof words === 'string' ? { json, words } : failureOf(words)
}

function failureOf({ isAbsent, complaint }: Unsaid): NftListing {
  if (isAbsent) return { missing: 'nft is not installed (package nftables)', needsRoot: false }
  if (complaint.includes('Operation not permitted'))
    return { missing: 'nft lists rules for root only', needsRoot: true }
  return { missing: `nft did not list its rules: ${complaint.trim().split('\n')[0]}`, needsRoot: false }
}
