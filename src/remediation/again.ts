import type { Situation } from './situation.ts'

/** Commands that let what runs a listener start it again, or read its files. None where nothing is known to run it: what bears its name would start another one. */
export function againWords(
  { init, units, initScript }: Situation,
  action: 'restart' | 'reload',
): readonly (readonly string[])[] {
  if (units.service !== null) return [['systemctl', action, '--', units.service]]
  if (initScript === null) return []
  return [init === 'openrc' ? ['rc-service', initScript, action] : [`/etc/init.d/${initScript}`, action]]
}
