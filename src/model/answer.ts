/** What came back to a probe of an open endpoint, kept for whoever asks on. */
export interface Answer {
  /** Time to live, or hop limit, that it came in with; null where it was not seen. */
  readonly ttl: number | null
  /** UDP: the whole payload. TCP: the header, with its options. */
  readonly bytes: Uint8Array
}
