import type { Listener } from '../../model/listener.ts'
import type { ExecutableInspector } from './executables.ts'

export async function addPackages(listeners: Listener[], _inspector: ExecutableInspector): Promise<Listener[]> {
  return listeners
}
