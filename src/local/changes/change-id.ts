import { randomBytes } from 'node:crypto'

/** `20261122-061339-3fa8`: sorts by time, UTC. */
export function newChangeId(now: Date): string {
  const digits = now.toISOString().replaceAll(/\D/g, '')
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${randomBytes(2).toString('hex')}`
}

/** Nothing else becomes a part of a path. */
export function isChangeId(word: string): boolean {
  return /^\d{8}-\d{6}-[0-9a-f]{4}$/.test(word)
}
