/**
 * The report's only script: sorts each group by a column and filters the rows. The page is whole without it. It writes no HTML: rows
 * are only moved and hidden. Text, so that no build step changes what its hash in the page's policy stands for.
 */
export const script = `
'use strict'
const table = document.querySelector('table')
const controls = document.querySelector('.controls')
if (table && controls) {
  const groups = Array.from(table.tBodies, (body) => ({ body, heading: body.querySelector('.group') }))
  const rows = groups.flatMap((group) => {
    const about = group.heading === null ? '' : group.heading.textContent + ' '
    return Array.from(group.body.rows)
      .filter((row) => row !== group.heading)
      .map((row) => ({ row, group, text: (about + row.textContent).toLowerCase(), category: row.dataset.category }))
  })
  const search = controls.querySelector('input[type=search]')
  const picks = Array.from(controls.querySelectorAll('input[type=checkbox]'))
  const shown = controls.querySelector('output')

  const filter = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean)
    const picked = new Set(picks.filter((pick) => pick.checked).map((pick) => pick.value))
    let count = 0
    for (const { heading } of groups) if (heading !== null) heading.hidden = true
    for (const { row, group, text, category } of rows) {
      const keep = (category === undefined || picked.has(category)) && words.every((word) => text.includes(word))
      row.hidden = !keep
      if (!keep) continue
      count += 1
      if (group.heading !== null) group.heading.hidden = false
    }
    shown.value = count.toLocaleString('en') + ' of ' + rows.length.toLocaleString('en') + ' rows'
  }

  const keyOf = (row, column) => row.cells[column].dataset.sort ?? row.cells[column].textContent.toLowerCase()
  const compare = (a, b) => {
    const byNumber = Number(a.key) - Number(b.key)
    return Number.isNaN(byNumber) ? (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) : byNumber
  }
  const sort = (heading) => {
    const descending = heading.getAttribute('aria-sort') === 'ascending'
    for (const other of heading.parentNode.cells) other.removeAttribute('aria-sort')
    heading.setAttribute('aria-sort', descending ? 'descending' : 'ascending')
    const keyed = rows.map(({ row, group }, place) => ({ row, group, place, key: keyOf(row, heading.cellIndex) }))
    const turn = descending ? -1 : 1
    keyed.sort((a, b) => turn * compare(a, b) || a.place - b.place)
    for (const { row, group } of keyed) group.body.append(row)
  }

  for (const heading of table.tHead.rows[0].cells) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = heading.textContent
    button.addEventListener('click', () => sort(heading))
    heading.replaceChildren(button)
  }
  search.addEventListener('input', filter)
  for (const pick of picks) pick.addEventListener('change', filter)
  controls.hidden = false
  filter()
}
`
