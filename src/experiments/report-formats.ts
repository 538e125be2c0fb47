import { formatLatex } from './latex-table.ts'
import type { Report } from './report.ts'
import type { ReportTable } from './run-tables.ts'

/** What a report can be written as. */
export const reportFormats = ['markdown', 'csv', 'json', 'latex'] as const
export type ReportFormat = (typeof reportFormats)[number]

/** A table for people: one cell a figure, `88.1 ± 2.9 [85.0, 91.0]`, an empty one for what is not known. */
export interface ShownTable {
  readonly head: readonly string[]
  readonly cells: readonly (readonly string[])[]
  /** Whether a column holds numbers. */
  readonly numeric: readonly boolean[]
}

/** The columns that have a cell of their own: all but the spreads and intervals of others. */
export function shownColumns(table: ReportTable['table']): readonly string[] {
  const names = table.columnNames()
  const isPart = (name: string) =>
    /_(sd|low|high)$/.test(name) && names.includes(name.replace(/_(sd|low|high)$/, ''))
  return names.filter((name) => !isPart(name))
}

/** A table's title where its intervals are not shown. */
export const titleWithoutIntervals = ({ title }: ReportTable): string =>
  title.replace(' [95 % interval over entries]', '')

/** Puts each figure's spread and, unless told otherwise, its interval into its cell. */
export function showTable(
  { table, digits = {}, significant = {} }: ReportTable,
  { intervals = true } = {},
): ShownTable {
  const shown = shownColumns(table)
  const rows = table.objects() as Record<string, unknown>[]
  const text = (name: string, value: unknown): string => {
    if (value === null || value === undefined) return ''
    if (typeof value !== 'number') return String(value)
    const figures = Object.hasOwn(significant, name) ? significant[name] : undefined
    if (figures !== undefined) return value.toPrecision(figures)
    const places = (Object.hasOwn(digits, name) ? digits[name] : undefined) ?? 1
    // Settings such as a lambda read best as they were given.
    return name === 'lambda' ? String(value) : value.toFixed(places)
  }
  const cell = (row: Record<string, unknown>, name: string): string => {
    const mean = text(name, row[name])
    if (mean === '') return ''
    const [sd, low, high] = ['sd', 'low', 'high'].map((part) => text(name, row[`${name}_${part}`]))
    return `${mean}${sd && ` ± ${sd}`}${intervals && low ? ` [${low}, ${high}]` : ''}`
  }
  return {
    head: shown.map((name) => name.replaceAll('_', ' ')),
    cells: rows.map((row) => shown.map((name) => cell(row, name))),
    numeric: shown.map((name) => rows.some((row) => typeof row[name] === 'number')),
  }
}

/** Writes a report in one format; the same run gives the same bytes. One table as CSV or LaTeX stands alone. */
export function formatReport(format: ReportFormat, report: Report): string {
  const { tables } = report
  if (format === 'json') return formatJson(report)
  if (format === 'csv') {
    return tables.length === 1
      ? tables.map(formatCsv).join('')
      : tables.map((table) => `# ${table.name}: ${table.title}\n${formatCsv(table)}`).join('\n')
  }
  return format === 'latex' ? formatLatex(tables) : formatMarkdown(report)
}

/** One table as CSV with every number in full, as arquero writes it. */
export function formatCsv({ table }: ReportTable): string {
  return table.toCSV()
}

function formatJson({ title, tables, warnings }: Report): string {
  const plain = tables.map(({ name, title: heading, table, notes = [] }) => ({
    name,
    title: heading,
    rows: table.objects(),
    notes,
  }))
  return `${JSON.stringify({ title, warnings, tables: plain }, null, 2)}\n`
}

function formatMarkdown({ title, tables, warnings }: Report): string {
  const plain = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
  const sections = tables.map((table) => {
    const { head, cells, numeric } = showTable(table)
    const line = (parts: readonly string[]) => `| ${parts.join(' | ')} |`
    return [
      `## ${plain(table.title)}`,
      '',
      line(head.map(plain)),
      line(numeric.map((number) => (number ? '-:' : '-'))),
      ...cells.map((row) => line(row.map(plain))),
      ...(table.notes ?? []).flatMap((note) => ['', plain(note)]),
      '',
    ].join('\n')
  })
  const warned =
    warnings.length > 0 ? `${warnings.map((text) => `> **Note:** ${plain(text)}`).join('\n>\n')}\n\n` : ''
  return `# ${plain(title)}\n\n${warned}${sections.join('\n')}`
}
