// Entry of the scanner in a process of its own (start-child.ts): it comes in as standard input, in one file, for it may read none.
import { Scanner } from '../raw/scanner.ts'
import { ParentLine } from './parent-line.ts'

/** As spawn-child.ts puts them. */
const [streamDescriptor, grantsDescriptor] = [3, 4]

const line = new ParentLine(streamDescriptor, grantsDescriptor)

async function work(): Promise<void> {
  const scanner = new Scanner(line)
  while (!(await scanner.obey(line.nextOrder()))) {}
}

work()
  .catch((error: unknown) => line.fail(error instanceof Error ? error.message : String(error)))
  .finally(() => line.leave())
