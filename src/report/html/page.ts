import { createHash } from 'node:crypto'
import { escapeHtml } from '../../lib/escape.ts'
import { cutText } from '../../lib/text.ts'
import { proseTextLimit } from '../bounds.ts'
import type { Card, Remark } from '../views/view.ts'
import { script } from './script.ts'
import { style } from './style.ts'

export const shown = (text: string, limit = proseTextLimit): string => escapeHtml(cutText(text, limit))

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Nothing is loaded, nothing is sent, and no script or style runs but the two of ours. */
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)}`,
  `style-src ${hash(style)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** What a page shows; `table` is lines of HTML already, the rest is text. */
export interface PageParts {
  readonly title: string
  readonly headline: string
  readonly facts: string
  readonly cards: readonly Card[]
  readonly remarks: readonly Remark[]
  readonly table: Iterable<string>
  readonly notes: readonly Remark[]
  readonly footer: string
}

/** In pieces that end with a line end. */
export function* page(parts: PageParts): Generator<string, void, undefined> {
  const { title, headline, facts, cards, remarks, table, notes, footer } = parts
  yield* lines(
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${shown(title)}: ${shown(headline)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div class="page">',
    '<header>',
    `<h1>${shown(title)}</h1>`,
    `<p class="lead">${shown(headline)}</p>`,
    facts === '' ? '' : `<p class="facts">${shown(facts)}</p>`,
    '</header>',
    '<main>',
    list('cards', cards.map(cardItem)),
    list(
      'remarks',
      remarks.map(({ text, tone }) => `<li class="is-${tone}">${shown(text)}</li>`),
    ),
  )
  for (const line of table) yield `${line}\n`
  yield* lines(
    notes.length === 0 ? '' : '<h2>Notes</h2>',
    list(
      'notes',
      notes.map(({ text, tone }) => `<li class="${tone}">${shown(text)}</li>`),
    ),
    '</main>',
    `<footer>${footer}</footer>`,
    '</div>',
    `<script>${script}</script>`,
    '</body>',
    '</html>',
  )
}

const lines = (...all: readonly string[]) => all.filter((line) => line !== '').map((line) => `${line}\n`)

const list = (kind: string, items: readonly string[]) =>
  items.length === 0 ? '' : [`<ul class="${kind}">`, ...items, '</ul>'].join('\n')

const cardItem = ({ label, value, tone }: Card) =>
  `<li class="is-${tone}"><b>${value.toLocaleString('en-US')}</b><span>${shown(label)}</span></li>`
