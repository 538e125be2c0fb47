import Table from 'cli-table3'
import { escapeControls } from '../quote.ts'
import { type ShownTable, showTable, titleWithoutIntervals } from './report-formats.ts'
import type { ReportTable } from './run-tables.ts'

/**
 * A table of a report as text for a terminal that is `width` characters wide: its title, a box of cells, its notes a
 * line each. Where a table is wider, intervals are left out; where that is not enough, `boxedTable` breaks it.
 */
export function terminalTable(report: ReportTable, width = Number.POSITIVE_INFINITY): string {
  const whole = printed(showTable(report))
  const fits = boxWidth(whole.head.map((_, k) => columnWidth(whole, k))) <= width
  const shown = fits ? whole : printed(showTable(report, { intervals: false }))
  const left = shown.cells.some((row, r) => row.some((cell, c) => cell !== whole.cells[r]?.[c]))
  const notes = [
    ...(report.notes ?? []),
    ...(left ? ['95 % intervals do not fit; `npx timelab report DIR --format markdown` has them.'] : []),
  ]
  const lines = notes.map((note) => `${brokenLines(escapeControls(note), width)}\n`)
  const title = escapeControls(left ? titleWithoutIntervals(report) : report.title)
  return `${brokenLines(title, width)}\n${boxedTable(shown, width)}\n${lines.join('')}`
}

/** A table whose texts, of data sets and other files, hold nothing that a terminal would obey. */
const printed = ({ head, cells, numeric }: ShownTable): ShownTable => ({
  head: head.map(escapeControls),
  cells: cells.map((row) => row.map(escapeControls)),
  numeric,
})

/** A sentence broken at its blanks into lines of at most `width` characters, longer words apart. */
function brokenLines(text: string, width: number): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && `${last} ${word}`.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}

/**
 * A table of text in a box of at most `width` characters: headings and long texts are broken
 * at their words, then the columns are spread over several boxes, each with the columns that say what a row is of.
 */
export function boxedTable(table: ShownTable, width = Number.POSITIVE_INFINITY): string {
  const columns = table.head.map((_, k) => k)
  const natural = columns.map((k) => columnWidth(table, k))
  if (boxWidth(natural) <= width) return box(table, columns, natural)
  const narrow = columns.map((k) => columnWidth(table, k, /\s+/))
  const squeezed = squeezeTexts(table, narrow, width)
  if (boxWidth(squeezed) <= width) return box(table, columns, squeezed)
  const labels = columns.slice(0, labelCount(table))
  // Labels share half of the width, and more where a word (a path, say) is longer, but leave room for another column.
  const share = Math.floor((width / 2 - 1) / Math.max(1, labels.length)) - 3
  const most = Math.floor((width - 20) / Math.max(1, labels.length)) - 3
  const fitted = narrow.map((own, k) => {
    if (k >= labels.length) return own
    return Math.max(1, Math.min(own, Math.max(share, 8, Math.min(longestWord(table, k), most))))
  })
  const room = width - boxWidth(labels.map((k) => fitted[k] ?? 0))
  const blocks: number[][] = [[]]
  let used = 0
  for (const k of columns.slice(labels.length)) {
    fitted[k] = Math.max(1, Math.min(fitted[k] ?? 0, room - 3))
    if (used + fitted[k] + 3 > room && used > 0) {
      blocks.push([])
      used = 0
    }
    blocks.at(-1)?.push(k)
    used += fitted[k] + 3
  }
  return blocks.map((own) => box(table, [...labels, ...own], fitted)).join('\n')
}

/** Characters that a text is squeezed to before columns are spread over several boxes. */
const LEAST = 16

/** Takes width from the widest column of text until the box fits or all are as narrow as they may be. */
function squeezeTexts(table: ShownTable, widths: readonly number[], width: number): readonly number[] {
  const squeezed = [...widths]
  const least = widths.map((own, k) => (table.numeric[k] ? own : Math.max(LEAST, longestWord(table, k))))
  while (boxWidth(squeezed) > width) {
    const [widest] = squeezed
      .map((own, k) => ({ own, k }))
      .filter(({ own, k }) => own > (least[k] ?? 0))
      .sort((a, b) => b.own - a.own)
    if (!widest) break
    squeezed[widest.k] = widest.own - 1
  }
  return squeezed
}

const longestWord = ({ head, cells }: ShownTable, column: number): number =>
  Math.max(
    ...[head, ...cells].flatMap((row) => (row[column] ?? '').split(/\s+/).map((word) => [...word].length)),
  )

/** Characters of a box whose cells are so wide: each has a blank on both sides and a line before it, and one ends it. */
const boxWidth = (widths: readonly number[]): number => widths.reduce((sum, own) => sum + own + 3, 1)

/** Of the widest text of a column; its heading may be broken. */
function columnWidth({ head, cells }: ShownTable, column: number, breaks?: RegExp): number {
  const heading = head[column] ?? ''
  const texts = [...(breaks ? heading.split(breaks) : [heading]), ...cells.map((row) => row[column] ?? '')]
  return Math.max(1, ...texts.map((text) => [...text].length))
}

/** The first columns, which say what a row is of: text, and numbers that are settings. */
function labelCount({ head, numeric }: ShownTable): number {
  const first = head.findIndex((name, k) => numeric[k] && !['lambda', 'row'].includes(name))
  return first === -1 || first === 0 ? 1 : first
}

function box(
  { head, cells, numeric }: ShownTable,
  columns: readonly number[],
  widths: readonly number[],
): string {
  const table = new Table({
    head: columns.map((k) => head[k] ?? ''),
    colAligns: columns.map((k) => (numeric[k] ? 'right' : 'left')),
    colWidths: columns.map((k) => (widths[k] ?? 0) + 2),
    wordWrap: true,
    // Else a word that is longer than its column would be cut off.
    wrapOnWordBoundary: columns.every((k) => longestWord({ head, cells, numeric }, k) <= (widths[k] ?? 0)),
    style: { head: [], border: [] },
  })
  table.push(...cells.map((row) => columns.map((k) => row[k] ?? '')))
  return table.toString()
}
