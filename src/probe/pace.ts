/** How hard a host and the network may be pressed. Rates are probes per second; Infinity is no limit. */
export interface PaceLimits {
  readonly perHost: number
  readonly total: number
  /** Connections open to one host at once. */
  readonly hostConnections: number
}

/** Limits by how far away a host is: ourselves, the same link, or beyond the first router. */
export interface Pace {
  readonly own: PaceLimits
  readonly onLink: PaceLimits
  readonly beyond: PaceLimits
  /** Go down when loss or round trips grow. */
  readonly adapt: boolean
}
