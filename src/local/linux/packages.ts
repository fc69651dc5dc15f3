import { PackageCache } from './package-cache.ts'
import { findPackageDatabase, type PackageOwners } from './package-database.ts'

/**
 * Who owns which file, by the package database of this system (dpkg, rpm), in one question for all paths. Answers are
 * kept in a file of the user's until the database changes. Empty where there is no database that we know.
 */
export async function packageOwners(paths: ReadonlySet<string>): Promise<PackageOwners> {
  const database = paths.size === 0 ? null : findPackageDatabase()
  if (database === null) return new Map()
  const cache = new PackageCache(database.stamp)
  const unknown = [...paths].filter((path) => !cache.owners.has(path))
  if (unknown.length > 0) cache.add(await database.ownersOf(unknown))
  return cache.owners
}
