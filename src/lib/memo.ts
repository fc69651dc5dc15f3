/** `of`, made once for each value. All are kept: for what has few. */
export function memo<V, R>(of: (value: V) => R): (value: V) => R {
  const made = new Map<V, R>()
  return (value) => {
    const known = made.get(value)
    if (known !== undefined || made.has(value)) return known as R
    const result = of(value)
    made.set(value, result)
    return result
  }
}
