// Removes what crashed labs left behind: node --import tsx lab/clean.ts
import { removeStaleNamespaces } from './namespaces.ts'

const removed = removeStaleNamespaces()
console.log(removed.length === 0 ? 'nothing left behind' : `removed ${removed.join(', ')}`)
