/** A word of the file and where it stands: `portreeve.yaml:4:12`. */
export interface PlacedText {
  readonly text: string
  readonly place: string
}

/** What the configuration file says. */
export interface LoadedConfig {
  readonly file: string
  readonly scope?: {
    readonly file: string
    readonly allow?: readonly PlacedText[]
    readonly deny: readonly PlacedText[]
  }
}
