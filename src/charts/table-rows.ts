import type { ReportTable } from '../experiments/run-tables.ts'

/** A row of a table as it comes out of one. */
export type TableRow = Readonly<Record<string, unknown>>

/** The rows of a report's table. */
export const rowsOf = ({ table }: Pick<ReportTable, 'table'>): readonly TableRow[] =>
  table.objects() as TableRow[]

/** A number of a row; undefined where it is not known. */
export function numberOf(row: TableRow, column: string): number | undefined {
  const value = row[column]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** A share with its interval, or with its deviation to either side, as a table has it. */
export interface Estimate {
  readonly value: number
  readonly low?: number
  readonly high?: number
}

/** A percentage of a row: with its 95 % interval where the table has one, else plus and minus its deviation. */
export function estimateOf(row: TableRow, column: string): Estimate | undefined {
  const value = numberOf(row, column)
  if (value === undefined) return undefined
  const [low, high, sd] = ['low', 'high', 'sd'].map((part) => numberOf(row, `${column}_${part}`))
  if (low !== undefined && high !== undefined) return { value, low, high }
  return sd === undefined
    ? { value }
    : { value, low: Math.max(0, value - sd), high: Math.min(100, value + sd) }
}

/** A percentage as figures and their descriptions write it. */
export const percent = (value: number): string => value.toFixed(1)

/** A lambda as labels have it, thousands as `10k`. */
export const lambdaText = (lambda: number): string => (lambda >= 1000 ? `${lambda / 1000}k` : String(lambda))
