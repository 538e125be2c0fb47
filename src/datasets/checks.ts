import { InputError } from '../errors.ts'
import { type CsvRow, fieldOf } from './csv.ts'
import type { Finding, FindingKind, ReadOptions } from './dataset.ts'
import { flawsOf, mended } from './flaws.ts'
import { shown } from './shown.ts'

/** Collects what is found in one file, and does to it what the options say. */
export interface Checks {
  readonly findings: readonly Finding[]
  /** The field, mended if normalising. Throws an InputError that names file, row and column where it is empty. */
  text(row: CsvRow, column: string): string
  /** Whether the prompt stays: it does unless it equals its destination form and the file is normalised. */
  keepsTie(row: number, column: string, prompt: string, destination: string): boolean
  /** The columns of the prompts that stay: all, or that of the first of each prompt when normalising. */
  keptPrompts(row: number, prompts: readonly (readonly [column: string, prompt: string])[]): readonly string[]
  /** Whether an entry stays: as `keptPrompts`, over all entries that were asked about before. */
  keepsEntry(row: number, source: string, destination: string): boolean
  /** Has the model, where one was given, look at the texts of an entry that stays, and at its edit, if it is one. */
  askModel(row: number, texts: readonly PlacedText[], edit?: SourceAndDestination): void
}

/** A text in its column. */
export type PlacedText = readonly [column: string, text: string]

interface SourceAndDestination {
  readonly source: string
  readonly destination: string
}

/** Checks of the file of this name; one per reading, since entries are compared with those before. */
export function createChecks(file: string, { normalise = false, model }: ReadOptions): Checks {
  const findings: Finding[] = []
  const entries = new Map<string, number>()
  const found = (row: number, column: string, kind: FindingKind, what: string, done?: string): boolean => {
    const mends = normalise && done !== undefined
    findings.push({ row, column, kind, message: `${what}: ${mends ? done : 'kept as it is'}.` })
    return !mends
  }
  return {
    findings,
    text(record, column) {
      const { row } = record
      const text = fieldOf(record, column) ?? ''
      const trimmed = text.trim()
      if (mended(text) === '')
        throw new InputError(`${file}, line ${row}, column ${column}: the field is empty.`)
      if (trimmed !== text) {
        const side = text.startsWith(trimmed)
          ? 'after'
          : text.endsWith(trimmed)
            ? 'before'
            : 'before and after'
        found(row, column, 'blank', `${shown(trimmed)} has a blank ${side} it`, 'trimmed')
      }
      for (const { kind, what, done } of flawsOf(text)) found(row, column, kind, what, done)
      return normalise ? mended(text) : text
    },
    keepsTie: (row, column, prompt, destination) =>
      !sameText(prompt, destination) ||
      found(row, column, 'tie', `${shown(prompt)} equals its own destination form`, 'left out'),
    keptPrompts(row, prompts) {
      const first = new Map<string, string>()
      return prompts.flatMap(([column, prompt]) => {
        const before = first.get(plain(prompt))
        if (before === undefined) first.set(plain(prompt), column)
        const keeps =
          before === undefined ||
          found(
            row,
            column,
            'duplicate-prompt',
            `${shown(prompt)} stands in column ${before} already`,
            'left out',
          )
        return keeps ? [column] : []
      })
    },
    keepsEntry(row, source, destination) {
      const key = JSON.stringify([plain(source), plain(destination)])
      const before = entries.get(key)
      if (before === undefined) entries.set(key, row)
      const what = `${shown(source)} -> ${shown(destination)} stands on line ${before} already`
      return before === undefined || found(row, 'new', 'duplicate-entry', what, 'left out')
    },
    askModel(row, texts, edit) {
      if (!model) return
      for (const [column, text] of texts) {
        for (const remark of model.text(text)) findings.push({ row, column, ...remark })
      }
      const fits = (text: string) => !model.text(text).some(({ kind }) => kind === 'refused')
      if (!edit || !fits(edit.source) || !fits(edit.destination)) return
      for (const remark of model.edit(edit.source, edit.destination)) {
        findings.push({ row, column: 'new', ...remark })
      }
    },
  }
}

/** Whether two texts are one to a text encoder that ignores case and counts no blanks, as CLIP does. */
const sameText = (a: string, b: string): boolean => plain(a) === plain(b)

const plain = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').normalize().toLowerCase()

/** Throws an InputError that names file and row where an edit would change nothing. */
export function checkEditDiffers(file: string, row: number, source: string, destination: string): void {
  if (!sameText(source, destination)) return
  throw new InputError(
    `${file}, line ${row}: old and new are both ${shown(source)}, so there is nothing to edit.`,
  )
}
