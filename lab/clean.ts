// Removes what crashed labs left behind: node --import tsx lab/clean.ts
import { removeStale } from './namespaces.ts'

const removed = removeStale()
console.log(removed.length === 0 ? 'nothing left behind' : `removed ${removed.join(', ')}`)
