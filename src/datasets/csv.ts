import { CsvError, parse } from 'csv-parse/sync'
import { InputError } from '../errors.ts'

/** Columns that a format demands and those that it also understands. */
export interface Columns {
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

/** One record: the line that it begins on (the first line is 1) and its fields by column. */
export interface CsvRow {
  readonly row: number
  readonly fields: ReadonlyMap<string, string>
}

/**
 * Reads comma-separated text with a header (RFC 4180; a byte order mark and blank lines are passed over, a line
 * break inside quotes becomes a line feed). `columnsOf` says what the format makes of the header it is shown.
 *
 * Throws an InputError that names `file` and the line: for columns that are unknown, missing or there twice, for
 * a record of more or fewer fields than the header, for misplaced quotes, for no records at all.
 */
export function parseCsv(
  text: string,
  file: string,
  columnsOf: (header: readonly string[]) => Columns,
): readonly CsvRow[] {
  const lines = splitRecords(text, file)
  const [header] = lines.filter(({ fields }) => !isBlank(fields))
  if (header === undefined) {
    throw new InputError(`${file} is empty: it should begin with a header of columns.`)
  }
  checkHeader(header.fields, columnsOf(header.fields), file)
  const records = lines.filter(
    ({ row, fields }) => row > header.row && !isBlank(fields, header.fields.length),
  )
  if (records.length === 0) throw new InputError(`${file} has a header but no entries.`)
  return records.map(({ row, fields }) => {
    if (fields.length !== header.fields.length) {
      throw new InputError(
        `${file}, line ${row}: ${fields.length} fields, where the header has ${header.fields.length}; ` +
          'a text with a comma in it must stand in double quotes.',
      )
    }
    return { row, fields: new Map(header.fields.map((column, index) => [column, fields[index] ?? ''])) }
  })
}

/** In a file of one column, blanks alone are a text that lacks, to be reported, and no blank line. */
function isBlank(fields: readonly string[], columns = 2): boolean {
  return fields.length === 1 && (columns === 1 ? fields[0] : fields[0]?.trim()) === ''
}

interface Split {
  readonly row: number
  readonly fields: readonly string[]
}

function splitRecords(text: string, file: string): readonly Split[] {
  // One kind of line break: the parser counts a quoted CRLF as two lines.
  const lines = text.replaceAll(/\r\n?/g, '\n')
  const options = { bom: true, info: true, relax_column_count: true, record_delimiter: '\n' } as const
  try {
    const records = parse(lines, options) as unknown as readonly Parsed[]
    return records.map(({ record, info }) => ({ row: info.lines - lineBreaks(record), fields: record }))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new InputError(`${file}, line ${error.lines}: ${complaint(error.code)}.`)
  }
}

interface Parsed {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

const lineBreaks = (fields: readonly string[]): number => fields.join('').split('\n').length - 1

function complaint(code: string): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'the double quote that opens here is never closed'
  if (code === 'CSV_INVALID_CLOSING_QUOTE') {
    return 'text follows a closing double quote; a quote inside a quoted text is written twice'
  }
  if (code === 'INVALID_OPENING_QUOTE') {
    return 'a double quote stands inside a text without quotes; put the text in quotes and write it twice'
  }
  return `this is not CSV (${code})`
}

function checkHeader(header: readonly string[], { required, optional }: Columns, file: string): void {
  const twice = header.find((column, index) => header.indexOf(column) !== index)
  if (twice !== undefined) throw new InputError(`${file} has the column "${twice}" twice.`)
  const known = [...required, ...optional]
  const unknown = header.find((column) => !known.includes(column))
  if (unknown !== undefined) {
    throw new InputError(`${file} has an unknown column "${unknown}": the columns are ${known.join(', ')}.`)
  }
  const missing = required.filter((column) => !header.includes(column))
  if (missing.length > 0) throw new InputError(`${file} lacks the column ${missing.join(', ')}.`)
}
