// How much of one foreign text is shown. Longer text is cut, with an ellipsis in its place.

/** Machine-readable formats: more than any honest banner or command line has (a probe reads 64 KiB at most). */
export const machineTextLimit = 65_536
/** A spreadsheet cell (Microsoft, "Excel specifications and limits": 32,767 characters), less room for escapes. */
export const cellTextLimit = 8_000
/** Prose for people. */
export const proseTextLimit = 1_000
/** A name in a column of its own (process, product): the column is as wide as its longest. */
export const wordTextLimit = 120
