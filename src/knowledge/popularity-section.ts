/** Ports that are met for one reason. */
export interface PopularitySection {
  readonly title: string
  readonly reason: string
  readonly source: string
  /** Numbers and ranges between blanks, the most often met first. */
  readonly ports: string
}
