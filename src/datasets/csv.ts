import { CsvError, parse } from 'csv-parse/sync'
import { InputError } from '../errors.ts'
import { type Columns, headerOf, type NamedColumn } from './csv-header.ts'
import type { Finding } from './dataset.ts'
import { separatorName, separators } from './separators.ts'
import { shown } from './shown.ts'

export type { Columns } from './csv-header.ts'

/** One record: the line that it begins on (the first line is 1), its fields, and where each column's stands among them. */
export interface CsvRow {
  readonly row: number
  readonly fields: readonly string[]
  /** The same for all records of a file. */
  readonly places: ReadonlyMap<string, number>
}

/** A record's field; undefined where the file has no such column. */
export function fieldOf({ fields, places }: CsvRow, column: string): string | undefined {
  const place = places.get(column)
  return place === undefined ? undefined : fields[place]
}

/** The records of a file, and what was assumed of its form so that it could be read. */
export interface CsvRecords {
  readonly rows: readonly CsvRow[]
  readonly assumed: readonly Finding[]
}

/** Characters of a field: the text encoder reads 77 tokens, so a prompt of this length fits none. */
export const FIELD_LIMIT = 2000
/** Characters of a record, and records of a file: far above any data set, and still read in seconds. */
const RECORD_LIMIT = 1_000_000
const ROW_LIMIT = 1_000_000

/**
 * Reads text with a header and a record a line (RFC 4180; a byte order mark, blank lines and lines of separators
 * alone are passed over, a line break inside quotes becomes a line feed). `columnsOf` says what the format makes of
 * the header it is shown.
 *
 * What people's programs write is read where only one reading fits the header: semicolons, tabs or bars for commas,
 * with a `sep=` line or without; names in another case or with blanks; columns without a name that are empty or
 * number the lines; lines that stand in quotes as a whole. Each is said once, in `assumed`.
 *
 * Throws an InputError that names `file` and the line: for columns that are unknown, missing or there twice, for
 * a record of more or fewer fields than the header, for misplaced quotes, for no records at all, for what is no
 * CSV, and for fields, records and files beyond all measure.
 */
export function parseCsv(
  text: string,
  file: string,
  columnsOf: (header: readonly string[]) => Columns,
): CsvRecords {
  const { body, delimiter, row, columns, width, assumed } = headerOf(text, file, columnsOf)
  const records = splitRecords(body, file, delimiter).filter((record) => record.row > row)
  const whole = createUnwrapping(delimiter, width)
  const filled = records.flatMap(({ row, fields }) =>
    isBlank(fields, width) ? [] : [whole.unwrap(row, fields)],
  )
  if (filled.length === 0) throw new InputError(`${file} has a header but no entries.`)
  for (const record of filled) checkWidth(record, width, delimiter, file)
  const unnamed = columns.flatMap((column) => (column.name === undefined ? [column] : []))
  const passedOver = unnamed.map((column) => passOver(column, unnamed, filled, file))
  const places = new Map(
    columns.flatMap(({ name, place }) => (name === undefined ? [] : [[name, place] as const])),
  )
  for (const record of filled) checkLengths(record, places, file)
  const rows = filled.map(({ row, fields }) => ({ row, fields, places }))
  const separators = records.filter(({ fields }) => fields.length > 1 && isBlank(fields, width)).length
  const overlong = filled.filter(({ fields }) => fields.length > width).length
  const said = [
    ...assumed,
    ...new Set(passedOver),
    ...whole.assumed(),
    ...(separators > 0 ? [`Lines of separators alone (${separators}) were passed over.`] : []),
    ...(overlong > 0 ? [`Separators at the end of lines (${overlong} lines) were passed over.`] : []),
  ]
  return { rows, assumed: said.map((message) => ({ row, column: '', kind: 'format', message })) }
}

interface Split {
  readonly row: number
  readonly fields: readonly string[]
}

/** Whether a record is an empty line or separators alone. In a file of one column, blanks are a text that lacks, to be reported. */
function isBlank(fields: readonly string[], width: number): boolean {
  if (fields.length === 1) return (width === 1 ? fields[0] : fields[0]?.trim()) === ''
  return fields.every((field) => field.trim() === '')
}

function splitRecords(text: string, file: string, delimiter: string): readonly Split[] {
  const records: Split[] = []
  // The last line of the record before.
  let before = 0
  try {
    parse(text, {
      delimiter,
      relax_column_count: true,
      record_delimiter: '\n',
      max_record_size: RECORD_LIMIT,
      on_record: (fields: readonly string[], { lines }) => {
        // The parser gives the line that a record ends on.
        before = lines
        records.push({ row: lines - lineBreaks(fields), fields })
        if (records.length > ROW_LIMIT + 1) {
          throw new InputError(`${file} has more than ${thousands(ROW_LIMIT)} lines: give a part of it.`)
        }
        return null
      },
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const opens = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE'
    const line = opens ? before + 1 : error.lines
    const begins = line === before + 1 ? '' : ` (the entry begins on line ${before + 1})`
    throw new InputError(`${file}, line ${line}: ${complaint(error.code)}${begins}.`)
  }
  return records
}

const lineBreaks = (fields: readonly string[]): number =>
  fields.reduce((count, field) => count + (field.includes('\n') ? field.split('\n').length - 1 : 0), 0)

function complaint(code: string): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'the double quote that opens here is never closed'
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return `this entry is longer than ${thousands(RECORD_LIMIT)} characters; look for a double quote that is never closed`
  }
  if (code === 'CSV_INVALID_CLOSING_QUOTE') {
    return 'text follows a closing double quote; a quote inside a quoted text is written twice'
  }
  if (code === 'INVALID_OPENING_QUOTE') {
    return 'a double quote stands inside a text without quotes; put the text in quotes and write it twice'
  }
  return `this is not CSV (${code})`
}

/** Spreadsheets that took a line for one cell write it back in quotes as a whole: what is inside is the line. */
function createUnwrapping(delimiter: string, width: number) {
  const rows: number[] = []
  return {
    unwrap(row: number, fields: readonly string[]): Split {
      const [only = ''] = fields
      if (fields.length > 1 || width === 1 || !only.includes(delimiter)) return { row, fields }
      const inside = fieldsOf(only, delimiter)
      if (inside?.length !== width) return { row, fields }
      rows.push(row)
      return { row, fields: inside }
    },
    assumed: (): readonly string[] =>
      rows.length === 0
        ? []
        : [
            `Lines that stand in quotes as a whole (${rows.length}, the first is ${rows[0]}) were read as what is in them.`,
          ],
  }
}

/** The fields of one line; undefined where it is no CSV. */
function fieldsOf(line: string, delimiter: string): readonly string[] | undefined {
  try {
    return parse(line, { delimiter, record_delimiter: '\n', relax_column_count: true })[0]
  } catch {
    return undefined
  }
}

function checkWidth({ row, fields }: Split, width: number, delimiter: string, file: string): void {
  if (fields.length === width) return
  if (fields.length > width && fields.slice(width).every((field) => field.trim() === '')) return
  const line = fields.join(delimiter)
  const other = separators.find((each) => each !== delimiter && line.split(each).length === width)
  const separator = separatorName(delimiter)
  const cause = other
    ? `it is separated by ${separatorName(other)}s, the header by ${separator}s`
    : /[“”]/.test(fields.join())
      ? 'only straight double quotes (") keep a text together, typographic ones (“ ”) do not'
      : `a text with a ${separator} in it must stand in double quotes`
  throw new InputError(
    `${file}, line ${row}: ${fields.length} fields, where the header has ${width}; ${cause}.`,
  )
}

/** Passes over a column without a name: empty, or numbers of the lines before all columns with one. */
function passOver(
  { place }: NamedColumn,
  unnamed: readonly NamedColumn[],
  records: readonly Split[],
  file: string,
): string {
  const value = ({ fields }: Split): string => (fields[place] ?? '').trim()
  const filled = records.find((record) => value(record) !== '')
  if (filled === undefined) return 'Columns without a name or a text were passed over.'
  const leads = unnamed.findIndex((column) => column.place === place) === place
  if (leads && records.every((record) => /^\d+$/.test(value(record)))) {
    return 'The numbers of the lines in front, which have no column name (pandas writes them unless told `index=False`), were passed over.'
  }
  throw new InputError(
    `${file}, line ${filled.row}: ${shown(value(filled), 40)} stands in column ${place + 1}, which has no name in the header.`,
  )
}

function checkLengths({ row, fields }: Split, places: ReadonlyMap<string, number>, file: string): void {
  for (const [column, place] of places) {
    const { length } = fields[place] ?? ''
    if (length <= FIELD_LIMIT) continue
    throw new InputError(
      `${file}, line ${row}, column ${column}: the text has ${thousands(length)} characters, and no prompt has more than ${thousands(FIELD_LIMIT)}.`,
    )
  }
}

const thousands = (count: number): string => count.toLocaleString('en')
