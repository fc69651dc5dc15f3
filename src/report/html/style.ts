/** The whole look of the HTML report: screen (light and dark) and paper. Colours have a contrast of 4.5:1 or more. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #ffffff; --ink: #16202c; --soft: #5a6675; --line: #e1e5ea; --hover: #f0f4f9; --accent: #1d5fb8;
  --risky: #b4161b; --risky-tint: #fdeaea; --administrative: #8a5200; --administrative-tint: #fdf1dc;
  --other: #0b6477; --other-tint: #e2f3f7; --normal: #1b6b3a; --normal-tint: #e5f4ea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10151c; --card: #181f29; --ink: #e6ebf2; --soft: #9aa7b8; --line: #2b3543; --hover: #202937; --accent: #7db4ff;
    --risky: #ff8f8f; --risky-tint: #47191d; --administrative: #f5bd62; --administrative-tint: #40300f;
    --other: #74d0e3; --other-tint: #0f3640; --normal: #80d79f; --normal-tint: #14371f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
.page { max-width: 92rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.02em; }
.lead { margin: .4rem 0 0; font-size: 1.05rem; }
.facts { margin: .2rem 0 0; color: var(--soft); }
code { font: .92em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.cards { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.75rem 0 0; padding: 0; list-style: none; }
.cards li { flex: 1 1 8rem; max-width: 20rem; padding: .8rem 1rem .9rem; background: var(--card); border: 1px solid var(--line); border-top: 4px solid var(--tone, var(--line)); border-radius: 10px; }
.cards b { display: block; color: var(--tone, var(--ink)); font-size: 1.9rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.cards span { display: block; color: var(--soft); }
.cards span::first-letter { text-transform: uppercase; }
.remarks { margin: 1.25rem 0 0; padding: 0; list-style: none; }
.remarks li { margin-top: .5rem; padding: .55rem .9rem; background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--tone, var(--line)); border-radius: 8px; overflow-wrap: anywhere; }
.controls { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem; margin: 1.75rem 0 .75rem; }
.controls input[type=search] { flex: 1 1 16rem; max-width: 26rem; padding: .5rem .8rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.controls label.pick { display: inline-flex; align-items: center; gap: .4rem; padding: .3rem .7rem; background: var(--card); border: 1px solid var(--line); border-radius: 99px; text-transform: capitalize; cursor: pointer; }
.controls output { margin-left: auto; color: var(--soft); font-variant-numeric: tabular-nums; }
.sheet { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.controls[hidden] + .sheet { margin-top: 1.75rem; }
table { width: 100%; border-collapse: collapse; font-size: .93rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th { padding: 0; color: var(--soft); background: var(--hover); border-bottom: 1px solid var(--line); font-size: .78rem; font-weight: 600; letter-spacing: .04em; text-align: left; text-transform: uppercase; white-space: nowrap; }
th > span, th > button { display: block; width: 100%; padding: .55rem .6rem; }
th > button { font: inherit; letter-spacing: inherit; color: inherit; text-transform: inherit; text-align: inherit; background: none; border: 0; cursor: pointer; }
th > button::after { content: " \\2195"; opacity: .45; }
th[aria-sort=ascending] > button::after { content: " \\2191"; opacity: 1; }
th[aria-sort=descending] > button::after { content: " \\2193"; opacity: 1; }
td { padding: .55rem .6rem; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
tbody:first-of-type tr:first-child > * { border-top: 0; }
tr.group th { padding: .9rem .6rem .4rem; color: var(--ink); background: none; border-top: 1px solid var(--line); font-size: 1rem; letter-spacing: 0; text-transform: none; white-space: normal; overflow-wrap: anywhere; }
tbody tr:hover { background: var(--hover); }
.word { white-space: nowrap; }
.text { min-width: 9rem; }
.right { text-align: right; font-variant-numeric: tabular-nums; }
.prose { min-width: 14rem; }
.muted { color: var(--soft); }
.warning { color: var(--risky); font-weight: 600; }
.advice { margin: .3rem 0 0; font-weight: 600; }
.evidence { margin: .2rem 0 0; color: var(--soft); font-size: .82rem; }
.tag { display: inline-block; padding: .1rem .6rem; color: var(--tone); background: var(--tint); border: 1px solid transparent; border-radius: 99px; font-size: .85rem; font-weight: 600; white-space: nowrap; text-transform: capitalize; }
.is-risky { --tone: var(--risky); --tint: var(--risky-tint); }
.is-warning { --tone: var(--risky); }
.is-administrative { --tone: var(--administrative); --tint: var(--administrative-tint); }
.is-other { --tone: var(--other); --tint: var(--other-tint); }
.is-normal { --tone: var(--normal); --tint: var(--normal-tint); }
.is-muted { --tone: var(--soft); --tint: var(--hover); }
.nothing { margin: 1.75rem 0 0; padding: 2rem; text-align: center; background: var(--card); border: 1px dashed var(--line); border-radius: 10px; }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
.notes { margin: 0; padding-left: 1.2rem; overflow-wrap: anywhere; }
footer { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .88rem; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --hover: #fff;
    --risky: #a00; --administrative: #754500; --other: #0b5566; --normal: #175c32;
    --risky-tint: #fff; --administrative-tint: #fff; --other-tint: #fff; --normal-tint: #fff; }
  @page { size: landscape; margin: 12mm; }
  :root { font-size: 8.5pt; }
  body { font-size: 1rem; }
  table { font-size: 1rem; }
  .page { max-width: none; padding: 0; }
  .controls { display: none; }
  .sheet { margin-top: 1rem; overflow: visible; border: 0; }
  .cards li { padding: .4rem .6rem; }
  .cards b { font-size: 1.3rem; }
  th > button::after { content: none; }
  th > span, th > button, td { padding: .3rem .4rem; }
  .tag { padding: 0 .4rem; border-color: var(--tone); }
  .prose { width: 38%; min-width: 0; }
  .text { min-width: 0; }
  thead { display: table-header-group; }
  tr, .cards li, .remarks li { break-inside: avoid; }
}
`
