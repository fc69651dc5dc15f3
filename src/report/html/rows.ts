import { wordTextLimit } from '../bounds.ts'
import { firstOf } from '../sorting/records.ts'
import type { ReportHead, ReportKind, ReportKinds } from '../types.ts'
import type { Column, View, ViewContext } from '../views/view.ts'
import { columnsFor, viewContext, withContent } from '../views/view.ts'
import { shown } from './page.ts'

type RecordOf<K extends ReportKind> = ReportKinds[K]['record']

/** The controls and the table: one row a record, under the heading of its group; advice and evidence stand in the row's last cell. */
export function* tableOf<K extends ReportKind>(
  view: View<K>,
  head: ReportHead<K>,
  records: Iterable<RecordOf<K>>,
): Generator<string, void, undefined> {
  if (firstOf(records) === undefined) {
    yield '<p class="nothing">Nothing to list.</p>'
    return
  }
  const context = viewContext(head)
  const people = withContent(columnsFor(view.columns, 'people'), records, context)
  const inRow = people.filter((column) => column.below !== true && !(view.group && column.grouped))
  const below = people.filter((column) => column.below === true)
  const category = inRow.find(({ key }) => key === 'category')

  const row = (record: RecordOf<K>) => {
    const extra = [
      ...below.map((column) => paragraph('advice', column.value(record, context))),
      paragraph('evidence', view.evidence(record, context)),
    ].join('')
    const cells = inRow.map((column, i) => cell(column, record, context, i === inRow.length - 1 ? extra : ''))
    const mark = category === undefined ? '' : ` data-category="${shown(String(category.value(record, context)))}"`
    return `<tr${mark}>${cells.join('')}</tr>`
  }
  yield controls(category === undefined ? [] : wordsOf(category, records, context))
  yield* ['<div class="sheet">', '<table>', `<caption>${shown(view.title(head))}</caption>`]
  yield `<thead><tr>${inRow.map(heading).join('')}</tr></thead>`
  let under: string | null = null
  for (const record of records) {
    const group = view.group?.heading(record) ?? ''
    if (group !== under) {
      if (under !== null) yield '</tbody>'
      yield '<tbody>'
      if (group !== '') yield groupRow(group, inRow.length)
      under = group
    }
    yield row(record)
  }
  yield* ['</tbody>', '</table>', '</div>']
}

/** Each word that a column has, in the order of the column. */
function wordsOf<R>(column: Column<R>, records: Iterable<R>, context: ViewContext): string[] {
  const places = new Map<string, number>()
  for (const record of records) places.set(String(column.value(record, context)), Number(column.sort?.(record)))
  return [...places].sort(([, a], [, b]) => a - b).map(([word]) => word)
}

const groupRow = (heading: string, columns: number) =>
  `<tr class="group"><th scope="rowgroup" colspan="${columns}">${shown(heading)}</th></tr>`

function controls(categories: readonly string[]): string {
  const picks = categories.map(
    (word) => `<label class="pick"><input type="checkbox" value="${shown(word)}" checked>${shown(word)}</label>`,
  )
  return [
    '<div class="controls" hidden>',
    '<input type="search" placeholder="Filter: address, port, service…" aria-label="Filter the rows">',
    ...picks,
    '<output aria-live="polite"></output>',
    '</div>',
  ].join('\n')
}

/** A value this short stays on one line. */
const unbrokenLength = 22

const heading = <R>({ header, align }: Column<R>) =>
  `<th scope="col"${align === 'right' ? ' class="right"' : ''}><span>${shown(header)}</span></th>`

function cell<R>(column: Column<R>, record: R, context: ViewContext, extra: string): string {
  const value = column.value(record, context)
  const text = shown(String(value ?? ''), column.prose === true ? undefined : wordTextLimit)
  const tone = column.tone?.(record) ?? 'plain'
  const content = column.key === 'category' ? `<span class="tag is-${tone}">${text}</span>` : toned(text, tone)
  const classes = [
    ...(column.align === 'right' ? ['right'] : []),
    ...(column.prose === true || extra !== '' ? ['prose'] : [text.length <= unbrokenLength ? 'word' : 'text']),
  ]
  const kind = classes.length === 0 ? '' : ` class="${classes.join(' ')}"`
  const sort = column.sort === undefined ? '' : ` data-sort="${shown(String(column.sort(record)))}"`
  return `<td${kind}${sort}>${content}${extra}</td>`
}

const toned = (text: string, tone: string) =>
  text === '' || tone === 'plain' ? text : `<span class="${tone}">${text}</span>`

const paragraph = (kind: string, value: string | number | boolean | null) =>
  value === null || value === '' ? '' : `<p class="${kind}">${shown(String(value))}</p>`
