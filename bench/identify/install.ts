import { librariesOf, missingPackages, unpackAside } from '../../lab/zoo/packages.ts'
import type { ZooDaemon } from '../../lab/zoo/zoo-daemon.ts'
import { installPackages } from '../../tools/setup/lab-packages.mjs'

/** Installs what the daemons lack, as root on Debian; what cannot be had is said, and its daemon will be absent. */
export async function installZoo(daemons: readonly ZooDaemon[], say: (line: string) => void): Promise<void> {
  const missing = new Set(daemons.flatMap(missingPackages))
  const aside = new Set(daemons.flatMap((daemon) => daemon.aside ?? []))
  await installPackages([...missing].filter((name) => !aside.has(name)))
  for (const name of missing) {
    if (!aside.has(name)) continue
    try {
      unpackAside(name)
    } catch (error) {
      say(`cannot have ${name}: ${(error as Error).message}`)
    }
  }
  await installPackages([...aside].flatMap(librariesOf))
}
