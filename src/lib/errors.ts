/** The person asked for something impossible. One line, naming what is wrong and what would be right. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The work could not be finished for a reason outside the request. One line. Exit code 3. */
export class OperationError extends Error {
  override readonly name = 'OperationError'
}
