import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'

/** Capabilities by the release that brought them (subversion/libsvn_ra_svn/protocol; svn_ra_svn.h). */
const releases = [
  ['list', '1.10'],
  ['accepts-svndiff2', '1.10'],
  ['file-revs-reverse', '1.9'],
  ['ephemeral-txnprops', '1.8'],
  ['inherited-props', '1.8'],
  ['atomic-revprops', '1.7'],
  ['partial-replay', '1.5'],
] as const

export default defineDetector({
  id: 'svnserve',
  transport: 'tcp',
  summary: 'Subversion servers (svn://)',
  source: 'Subversion: subversion/libsvn_ra_svn/protocol, section 2.1',
  ports: [3690],
  specificity: 90,
  safety: 'passive',
  greets: true,
  match(reply) {
    const groups = /^\( success \( (\d{1,3}) (\d{1,3}) \( [^()]{0,200}\) \( ([^()]{0,500})\) \) \) /.exec(
      reply.slice(0, 800),
    )
    if (groups === null) return null
    const capabilities = groups[3]!.trim().split(' ')
    return {
      protocol: 'svnserve',
      product: 'Subversion',
      vendor: 'Apache',
      cpe: [cpe('a', 'apache', 'subversion')],
      facts: {
        protocolVersion: Number(groups[2]),
        atLeast: releases.find(([capability]) => capabilities.includes(capability))?.[1],
        capabilities,
      },
    }
  },
  examples: [
    {
      reply:
        '( success ( 2 2 ( ) ( edit-pipeline svndiff1 accepts-svndiff2 absent-entries commit-revprops depth log-revprops atomic-revprops partial-replay inherited-props ephemeral-txnprops file-revs-reverse list ) ) ) ',
      expect: { protocol: 'svnserve', product: 'Subversion', facts: { protocolVersion: 2, atLeast: '1.10' } },
    },
    {
      reply:
        '( success ( 1 2 ( ANONYMOUS ) ( edit-pipeline svndiff1 absent-entries commit-revprops depth log-revprops partial-replay ) ) ) ',
      expect: { protocol: 'svnserve', facts: { atLeast: '1.5' } },
    },
  ],
})
