import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { InputError } from '../../src/errors.ts'
import { fileLimits, readText, writeFileAtomically } from '../../src/files.ts'
import { parseJson } from '../../src/parse-json.ts'

const text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(''))])

const cell = z.looseObject({
  cell_type: z.enum(['code', 'markdown', 'raw']),
  id: z.string().optional(),
  metadata: z.looseObject({ tags: z.array(z.string()).optional() }).default({}),
  source: text,
  outputs: z.array(z.looseObject({ output_type: z.string() })).optional(),
  execution_count: z.number().nullish(),
})

const notebook = z.looseObject({
  cells: z.array(cell),
  metadata: z.record(z.string(), z.unknown()).default({}),
  nbformat: z.literal(4),
  nbformat_minor: z.number(),
})

/** A notebook as nbformat 4 describes it, its text joined; fields that are unknown here are kept. */
export type Notebook = z.infer<typeof notebook>

/** A cell of a notebook: code with outputs, or text. */
export type Cell = Notebook['cells'][number]

/** Reads an .ipynb file of nbformat 4. Throws `InputError` where it cannot be read or is none. */
export function readNotebook(path: string): Notebook {
  const read = notebook.safeParse(parseJson(readText(path, fileLimits.notebook)))
  if (read.success) return read.data
  const reason = z.prettifyError(read.error).replaceAll('\n', ' ')
  throw new InputError(`${path} is no notebook of nbformat 4 (${reason}): save it with Jupyter once.`)
}

/** The text of an .ipynb file of nbformat 4.5 to the byte as Jupyter writes it: keys sorted, indent 1, text by lines. */
export function notebookText(book: Notebook): string {
  const cells = book.cells.map((each) => {
    const { outputs, execution_count, ...rest } = each
    const common = { ...rest, id: each.id ?? newCellId(), source: lines(each.source) }
    if (each.cell_type !== 'code') return common
    return { ...common, execution_count: execution_count ?? null, outputs: (outputs ?? []).map(splitOutput) }
  })
  return `${JSON.stringify(sorted({ ...book, cells, nbformat_minor: Math.max(5, book.nbformat_minor) }), null, 1)}\n`
}

/** Writes a notebook whole or not at all; a file that holds the same already is left alone. */
export function writeNotebook(path: string, book: Notebook): void {
  const written = notebookText(book)
  if (written !== readFileSync(path, 'utf8')) writeFileAtomically(path, Buffer.from(written))
}

/** A cell's id, as short as Jupyter's own. */
export const newCellId = (): string => randomUUID().slice(0, 8)

const lines = (value: string): string[] => value.match(/[^\n]*\n|[^\n]+$/g) ?? []

type AnyOutput = NonNullable<Cell['outputs']>[number]

function splitOutput(output: AnyOutput): AnyOutput {
  if (output.output_type === 'stream' && typeof output.text === 'string')
    return { ...output, text: lines(output.text) }
  if (typeof output.data !== 'object' || output.data === null) return output
  const data = Object.entries(output.data).map(([type, value]) => [
    type,
    typeof value === 'string' && isText(type) ? lines(value) : value,
  ])
  return { ...output, data: Object.fromEntries(data) }
}

const isText = (type: string) =>
  type.startsWith('text/') || type === 'application/javascript' || type === 'image/svg+xml'

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]))
}
