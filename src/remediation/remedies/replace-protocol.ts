import type { CatalogueEntry } from '../../knowledge/catalogue-entry.ts'
import { byNumberSentence, knownEntry } from '../catalogue.ts'
import { defineRemedy, plan } from '../remedy.ts'

export default defineRemedy({
  order: 60,
  plans(situation) {
    const entry = knownEntry(situation.endpoint)
    const { port, transport } = situation.endpoint
    if (entry?.replacement === undefined || entry.replacement.ports.includes(`${port}/${transport}`)) return []
    const { protocol, how, ports } = entry.replacement
    const at = ports.length === 0 ? '' : ` (${ports.join(', ')})`
    return [
      plan({
        id: 'replace-protocol',
        title: `Use ${protocol}${at} in place of ${entry.name}`,
        why: [how, ...openWords(entry), ...byNumberSentence(situation, entry)].join(' '),
        consequences: [
          'clients have to be told, and old ones may not know it',
          `close ${entry.name} once they have moved`,
        ],
      }),
    ]
  },
})

function openWords({ cleartext }: CatalogueEntry): string[] {
  if (cleartext === true) return ['What is used now sends everything readable.']
  return cleartext === 'negotiable' ? ['What is used now is encrypted only where both ends ask for it.'] : []
}
