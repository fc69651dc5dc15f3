// Entry of the scanner in a process of its own (scanner-process.ts): it comes in as standard input, in one file, for it may read none.
import { firstChannel } from '../../confined/descriptors.ts'
import { Scanner } from '../raw/scanner.ts'
import { ParentLine } from './parent-line.ts'

/** As scanner-process.ts names them. */
const line = new ParentLine(firstChannel, firstChannel + 1)

async function work(): Promise<void> {
  const scanner = new Scanner(line)
  while (!(await scanner.obey(line.nextOrder()))) {}
}

work()
  .catch((error: unknown) => line.fail(error instanceof Error ? error.message : String(error)))
  .finally(() => line.leave())
