import type { Ask } from '../identify/login.ts'
import { complain } from './terminal.ts'

/** Says which log-ins will be attempted, when they were asked for. Who reads it may still break off. */
export async function sayLogins(ask: readonly Ask[] = []): Promise<void> {
  if (!ask.includes('auth')) return
  const { logins } = await import('../identify/logins.gen.ts')
  const words = Object.values(logins).map(({ summary }) => summary)
  complain(`logging in by names that everybody knows, one attempt a service: ${words.join('; ')}`)
}
