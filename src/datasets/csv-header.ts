import { parse } from 'csv-parse/sync'
import { InputError } from '../errors.ts'
import { foreignText } from './foreign-file.ts'
import { separatorName, separators } from './separators.ts'
import { shown } from './shown.ts'

/** Columns that a format demands and those that it also understands. */
export interface Columns {
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

/** A column at its place, from 0; one without a name has nothing in it that is read. */
export interface NamedColumn {
  readonly name: string | undefined
  readonly place: number
}

/** A file's header, and how the rest of it is to be read. */
export interface Header {
  /** The text with line feeds alone, without a byte order mark and what `sep=` says. */
  readonly body: string
  readonly delimiter: string
  /** The line that it begins on. */
  readonly row: number
  readonly columns: readonly NamedColumn[]
  /** Fields that a record has; names at the end that are empty are not counted. */
  readonly width: number
  /** What was assumed, a sentence each. */
  readonly assumed: readonly string[]
}

/** Characters of a header: a thousand columns. */
const HEADER_LIMIT = 20_000

/**
 * Reads the header of a text. Its separator is the one that gives most of the columns that `columnsOf` knows;
 * where several do, the one that a line `sep=` names, or the comma.
 * Throws an InputError that names `file` as `parseCsv` does.
 */
export function headerOf(
  text: string,
  file: string,
  columnsOf: (header: readonly string[]) => Columns,
): Header {
  const { body, row, reading } = readHeader(text, file, columnsOf)
  const { delimiter, names, wrapped } = reading
  checkNames(names, columnsOf, file)
  const width = names.findLastIndex(({ name }) => name !== undefined) + 1
  const columns = names.slice(0, width).map(({ name }, place) => ({ name, place }))
  const renamed = names.flatMap(({ name, raw }) =>
    name === undefined || name === raw ? [] : [`${shown(raw, 40)} as ${name}`],
  )
  const assumed = [
    ...(delimiter === ','
      ? []
      : [`The fields are separated by ${separatorName(delimiter)}s and were read so.`]),
    ...(wrapped ? ['The header stands in quotes as a whole and was read as what is in them.'] : []),
    ...(renamed.length > 0 ? [`Columns were read by the format's own names: ${renamed.join(', ')}.`] : []),
  ]
  return { body, delimiter, row, columns, width, assumed }
}

/** Whether a text's header has a column, however it is separated. Throws an InputError where there is no header. */
export function hasColumn(
  text: string,
  file: string,
  column: string,
  columnsOf: (header: readonly string[]) => Columns,
): boolean {
  return readHeader(text, file, columnsOf).reading.names.some(({ name }) => name === column)
}

function readHeader(text: string, file: string, columnsOf: (header: readonly string[]) => Columns) {
  const foreign = foreignText(text)
  if (foreign !== undefined) throw new InputError(`${file} is ${foreign}.`)
  const { body, stated } = withoutSeparatorLine(text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n'))
  const start = body.search(/[^\n ]/)
  if (start < 0) throw new InputError(`${file} is empty: it should begin with a header of columns.`)
  const row = body.slice(0, start).split('\n').length
  const line = headerLine(body, start, row, file)
  const candidates = new Set([...(stated === undefined ? [] : [stated]), ...separators])
  const readings = Array.from(candidates, (delimiter) => readNames(line, delimiter, columnsOf))
  const most = Math.max(...readings.map(({ known }) => known))
  const reading = readings.find(({ known }) => known === most)
  if (!reading) throw new Error('unreachable: there are candidates')
  return { body, row, reading }
}

/** Excel's way to say what separates fields: a first line `sep=;`, which is left empty here so that lines keep their numbers. */
function withoutSeparatorLine(text: string): { readonly body: string; readonly stated?: string } {
  const found = /^"?sep=([^\n"])"?[;,\t]*(?=\n)/i.exec(text)
  if (found?.[1] === undefined) return { body: text }
  return { body: text.slice(found[0].length), stated: found[1] }
}

/** The text that a header is looked for in: its line, and those after it in case it has a line break in quotes. */
function headerLine(body: string, start: number, row: number, file: string): string {
  const lineEnd = body.indexOf('\n', start)
  const length = (lineEnd < 0 ? body.length : lineEnd) - start
  if (length <= HEADER_LIMIT) return body.slice(start, start + HEADER_LIMIT)
  throw new InputError(
    `${file}, line ${row}: the first line should be a header of columns, and has ${length.toLocaleString('en')} characters.`,
  )
}

interface Name {
  /** As it stands in the file. */
  readonly raw: string
  /** In the format's spelling; undefined where there is none. */
  readonly name: string | undefined
}

interface Reading {
  readonly delimiter: string
  readonly names: readonly Name[]
  /** Names that the format knows. */
  readonly known: number
  /** Whether the header was one field that held them all. */
  readonly wrapped: boolean
}

function readNames(
  line: string,
  delimiter: string,
  columnsOf: (header: readonly string[]) => Columns,
): Reading {
  const fields = firstRecord(line, delimiter)
  const inside = fields.length === 1 ? firstRecord(fields[0] ?? '', delimiter) : fields
  const readings = [fields, inside].map((raw) => {
    const names = raw.map((name) => ({ raw: name, name: nameOf(name) }))
    const listed = names.flatMap(({ name }) => name ?? [])
    const { required, optional } = columnsOf(listed)
    const known = [...required, ...optional].filter((name) => listed.includes(name)).length
    return { delimiter, names, known }
  })
  const [plain, unwrapped] = readings
  if (!plain || !unwrapped) throw new Error('unreachable: there are two readings')
  const wrapped = unwrapped.known > plain.known
  return { ...(wrapped ? unwrapped : plain), wrapped }
}

/** The first record; no fields where quotes are misplaced in it. */
function firstRecord(text: string, delimiter: string): readonly string[] {
  try {
    return parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true, to: 1 })[0] ?? []
  } catch {
    return []
  }
}

/** The name without case, blanks, invisible characters and underscores; undefined for what pandas calls a column without a name. */
function nameOf(raw: string): string | undefined {
  const name = raw.toLowerCase().replaceAll(/[\s_"\p{Default_Ignorable_Code_Point}-]+/gu, '')
  return name === '' || /^unnamed:[\d.]+$/.test(name) ? undefined : name
}

function checkNames(
  names: readonly Name[],
  columnsOf: (header: readonly string[]) => Columns,
  file: string,
): void {
  const listed = names.flatMap(({ name }) => name ?? [])
  const twice = listed.find((name, index) => listed.indexOf(name) !== index)
  if (twice !== undefined) throw new InputError(`${file} has the column ${shown(twice, 40)} twice.`)
  const { required, optional } = columnsOf(listed)
  const known = [...required, ...optional]
  const unknown = names.find(({ name }) => name !== undefined && !known.includes(name))
  if (unknown !== undefined) {
    const cause = /[“”]/.test(unknown.raw) ? '; names stand in straight quotes (") or in none' : ''
    throw new InputError(
      `${file} has an unknown column ${shown(unknown.raw, 40)}: the columns are ${known.join(', ')}${cause}.`,
    )
  }
  const missing = required.filter((column) => !listed.includes(column))
  if (missing.length > 0) throw new InputError(`${file} lacks the column ${missing.join(', ')}.`)
}
