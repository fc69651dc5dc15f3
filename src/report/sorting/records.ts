// Records in order, however many: an array where they fit into memory, else what reads them anew each time.

/** Each made into something else: once where they are in memory, else whenever it is asked for. */
export function mapped<R, T>(records: Iterable<R>, make: (record: R) => T): Iterable<T> {
  if (Array.isArray(records)) return (records as readonly R[]).map(make)
  return {
    *[Symbol.iterator]() {
      for (const record of records) yield make(record)
    },
  }
}

export function filtered<R>(records: Iterable<R>, isWanted: (record: R) => boolean): Iterable<R> {
  if (Array.isArray(records)) return (records as readonly R[]).filter(isWanted)
  return {
    *[Symbol.iterator]() {
      for (const record of records) if (isWanted(record)) yield record
    },
  }
}

/** Undefined when there is none. */
export function firstOf<R>(records: Iterable<R>): R | undefined {
  for (const record of records) return record
  return undefined
}

/** Text in pieces of at least this many characters: a write for each line would cost more than its text. */
const pieceLength = 64 * 1024

export function* inPieces(texts: Iterable<string>): Generator<string, void, undefined> {
  let piece = ''
  for (const text of texts) {
    piece += text
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
