import type { Report } from '../../experiments/report.ts'
import type { ReportTable, RunView } from '../../experiments/run-tables.ts'
import { subjectOf, titleOf } from '../../experiments/subject.ts'
import type { MimeBundle } from '../host.ts'
import { htmlBundle, isRecord, type Kind } from '../kind.ts'
import { columnTable } from './columns.ts'

const isReportTable = (value: unknown): value is ReportTable =>
  isRecord(value) &&
  typeof value.name === 'string' &&
  typeof value.title === 'string' &&
  columnTable.fits(value.table)

/** One table as the report prints it: our rows and the paper's, spreads and intervals in their cells. */
export const reportTable: Kind<ReportTable> = {
  fits: isReportTable,
  bundle: (value) => tablesBundle([value]),
}

/** Tables of a report; those with one row an edit are folded. */
export const report: Kind<Report> = {
  fits: (value): value is Report =>
    isRecord(value) &&
    typeof value.title === 'string' &&
    Array.isArray(value.tables) &&
    value.tables.every(isReportTable) &&
    Array.isArray(value.warnings),
  bundle: ({ title, tables, warnings }) => tablesBundle(tables, title, warnings),
}

/** A list of tables. */
export const reportTables: Kind<readonly ReportTable[]> = {
  fits: (value): value is readonly ReportTable[] =>
    Array.isArray(value) && value.length > 0 && value.every(isReportTable),
  bundle: (value) => tablesBundle(value),
}

/** A run: its main table and how much of it there is. */
export const runView: Kind<RunView> = {
  fits: (value): value is RunView =>
    isRecord(value) &&
    isRecord(value.settings) &&
    typeof value.settings.experiment === 'string' &&
    isRecord(value.plan) &&
    Array.isArray(value.scores) &&
    Array.isArray(value.edits),
  async bundle(view) {
    const { findExperiment } = await import('../../experiments/experiments.ts')
    const { settings, scores, plan } = view
    const title = titleOf(subjectOf(view), settings.experiment)
    const missing = plan.samples.length - scores.length
    const tables = findExperiment(settings.experiment).tables(view)
    const short = tables.filter(({ long }) => !long)
    return tablesBundle(
      short,
      title,
      missing > 0 ? [`${scores.length} of ${plan.samples.length} samples are judged so far.`] : [],
    )
  },
}

async function tablesBundle(
  tables: readonly ReportTable[],
  title = '',
  warnings: readonly string[] = [],
): Promise<MimeBundle> {
  const { escapeHtml } = await import('../html.ts')
  const { terminalTable } = await import('../../experiments/terminal-table.ts')
  const sections = await Promise.all(tables.map(tableHtml))
  const html = [
    ...(title ? [`<h3>${escapeHtml(title)}</h3>`] : []),
    ...warnings.map((text) => `<blockquote><b>Note:</b> ${escapeHtml(text)}</blockquote>`),
    ...sections,
  ]
  const short = tables.filter(({ long }) => !long || tables.length === 1)
  const text = [
    ...(title ? [`${title}\n`] : []),
    ...short.map((table) => terminalTable(table)),
    ...warnings.map((warning) => `Note: ${warning}`),
  ]
  return htmlBundle(html.join('\n'), text.join('\n'))
}

async function tableHtml(table: ReportTable): Promise<string> {
  const { showTable } = await import('../../experiments/report-formats.ts')
  const { escapeHtml, htmlTable } = await import('../html.ts')
  const body = htmlTable(showTable(table))
  const notes = (table.notes ?? []).map((note) => `<p><small>${escapeHtml(note)}</small></p>`)
  const title = escapeHtml(table.title)
  return table.long
    ? `<details><summary>${title}</summary>\n${[body, ...notes].join('\n')}\n</details>`
    : [`<p><b>${title}</b></p>`, body, ...notes].join('\n')
}
