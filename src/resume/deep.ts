/** A copy of a record of records in which each value has gone through `change`. */
export function deep(record: object, change: (value: unknown) => unknown): unknown {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      key,
      typeof value === 'object' && value !== null ? deep(value as object, change) : change(value),
    ]),
  )
}
