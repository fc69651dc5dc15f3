/** `of`, made once for equal values that follow each other: in what is sorted, most repeat the one before. */
export function remembering<V, R>(of: (value: V) => R): (value: V) => R {
  let last: { readonly value: V; readonly result: R } | null = null
  return (value) => {
    if (last === null || last.value !== value) last = { value, result: of(value) }
    return last.result
  }
}
