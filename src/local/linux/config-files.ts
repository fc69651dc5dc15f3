// decodes foreign bytes
import { readFileSync, readlinkSync } from 'node:fs'
import { resolve } from 'node:path'

/** Endings of files that programs are configured by. */
const configuration = /(?:\.(?:conf|cnf|cf|cfg|ini|ya?ml|toml|json|xml)|_config)$/
const longestWord = 4096
const mostWords = 1000

/** Configuration files that the command line of a process names; those that are named by their place in a folder, too. Reads only. */
export function configFilesOf(pid: number): readonly string[] {
  try {
    return configFilesIn(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), readlinkSync(`/proc/${pid}/cwd`))
  } catch {
    return []
  }
}

/** Words are apart by zeros, or by blanks where a program wrote its own title (`nginx: master process nginx -c x.conf`). Never throws. */
export function configFilesIn(commandLine: string, folder: string): readonly string[] {
  const words = commandLine.split(/[\0\s]+/, mostWords).map((word) => word.replace(/^[\w.-]{1,50}=/, ''))
  const files = words.filter((word) => word.length <= longestWord && configuration.test(word) && !word.startsWith('-'))
  return [...new Set(files.map((word) => resolve(folder, word)))]
}
