import { type ShownTable, showTable, titleWithoutIntervals } from './report-formats.ts'
import type { ReportTable } from './run-tables.ts'

/** Rows that a floating table holds; a longer one is broken over pages. */
const ROWS = 40
/** Characters that a line of a page holds in small type. */
const LINE = 100

/** Tables as LaTeX that fits its page: captions, labels (`tab:table2`), and the packages that it needs named first. */
export const formatLatex = (tables: readonly ReportTable[]): string =>
  `% \\usepackage{array,graphicx,longtable}\n\n${tables.map(formatTable).join('\n')}`

function formatTable(table: ReportTable): string {
  const whole = showTable(table)
  const fits = lineLength(whole) <= LINE
  const shown = fits ? whole : showTable(table, { intervals: false })
  const caption = `\\caption{${plain(fits ? table.title : titleWithoutIntervals(table))}}`
  const label = `\\label{tab:${table.name}}`
  return shown.cells.length > ROWS
    ? longTable(`${caption}${label}`, shown)
    : floatingTable(`${caption}\n${label}`, shown)
}

/** Shrunk where it is wider than the text. */
const floatingTable = (caption: string, shown: ShownTable): string =>
  [
    '\\begin{table}',
    '\\centering',
    caption,
    '\\footnotesize',
    '\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%',
    `\\begin{tabular}{${shown.numeric.map((number) => (number ? 'r' : 'l')).join('')}}`,
    ...body(shown, '\\hline'),
    '\\end{tabular}}',
    '\\end{table}',
    '',
  ].join('\n')

/** Columns share the text's width as their own widths ask; words break within them. */
function longTable(caption: string, shown: ShownTable): string {
  const widths = shown.head.map((_, k) =>
    Math.max(1.5 * wordLength(shown, k), Math.min(columnLength(shown, k), 30)),
  )
  const all = widths.reduce((sum, width) => sum + width, 0)
  const columns = widths.map((width, k) => {
    const side = shown.numeric[k] ? '\\raggedleft' : '\\raggedright'
    const share = ((0.98 * width) / all).toFixed(3)
    return `>{${side}\\arraybackslash}p{\\dimexpr ${share}\\linewidth-2\\tabcolsep\\relax}`
  })
  return [
    '{\\scriptsize\\setlength{\\tabcolsep}{2pt}\\hbadness=10000',
    `\\begin{longtable}{${columns.join('')}}`,
    `${caption}\\\\`,
    ...body(shown, '\\hline', '\\endhead'),
    '\\end{longtable}}',
    '',
  ].join('\n')
}

function body({ head, cells }: ShownTable, rule: string, afterHead = ''): readonly string[] {
  const line = (parts: readonly string[]) => `${parts.map(plain).join(' & ')} \\\\`
  return [rule, line(head), `${rule}${afterHead}`, ...cells.map(line), rule]
}

const columnLength = ({ head, cells }: ShownTable, k: number): number =>
  Math.max(...[head, ...cells].map((row) => (row[k] ?? '').length))

/** Of a column's longest word, which is not broken. */
const wordLength = ({ head, cells }: ShownTable, k: number): number =>
  Math.max(...[head, ...cells].flatMap((row) => (row[k] ?? '').split(' ').map((word) => word.length)))

const lineLength = (shown: ShownTable): number =>
  shown.head.reduce((sum, _, k) => sum + columnLength(shown, k) + 2, 0)

const plain = (text: string): string =>
  text
    .replace(/[\\{}]/g, (character) => (character === '\\' ? '\\textbackslash{}' : `\\${character}`))
    .replace(/[&%$#_]/g, (character) => `\\${character}`)
    .replaceAll('±', '$\\pm$')
    .replaceAll('~', '\\textasciitilde{}')
    .replaceAll('^', '\\textasciicircum{}')
