import type { Finding } from '../datasets/dataset.ts'
import { readCaptionSet, readDataset } from '../datasets/read.ts'
import { createTextChecks } from '../editing/check-texts.ts'
import { promptWarnings } from '../editing/warnings.ts'
import { InputError } from '../errors.ts'
import type { Model } from '../models/model.ts'
import { editsOf } from '../runs/unit.ts'
import { unitsOf } from './experiment.ts'
import type { PlannedRun } from './open-run.ts'

/**
 * Checks what a run would draw, edit and judge against its model: what `timelab datasets check --model` checks, of the
 * entries and captions that the plan takes. Gives what people should be told, a line each.
 * Throws an InputError that names file, line and column of the first text that the model refuses.
 */
export function checkRunTexts(
  model: Pick<Model, 'name' | 'tokenizer'>,
  { settings, plan, dataset }: PlannedRun,
  files: { readonly dataset: string; readonly captions?: string },
): readonly string[] {
  const units = unitsOf(plan)
  const edits = [...editsOf(units).values()]
  const kinds = new Map(edits.map(({ align, augment }) => [`${align} ${augment}`, { align, augment }]))
  const checks = { model: createTextChecks(model, [...kinds.values()]) }
  const { normalise } = settings.dataset
  const entries = readDataset(files.dataset, { ...checks, normalise })
  const notes = check(files.dataset, entries.findings, dataset.entries, model)
  const drawn = new Set(plan.captions.map(({ caption }) => caption))
  if (files.captions !== undefined && drawn.size > 0) {
    const captions = readCaptionSet(files.captions, checks)
    const used = captions.entries.filter(({ caption }) => drawn.has(caption))
    notes.push(...check(files.captions, captions.findings, used, model))
  }
  const texts = [
    ...units.map(({ prompt }) => prompt),
    ...edits.flatMap(({ pairs, preserve }) => [
      ...pairs.flatMap(({ source, destination }) => [source, destination]),
      ...preserve,
    ]),
  ]
  return [...notes, ...promptWarnings(model, texts)]
}

/** What was assumed of a file; throws for what the model refuses of these entries. */
function check(
  file: string,
  findings: readonly Finding[],
  entries: readonly { readonly row: number }[],
  { name }: Pick<Model, 'name'>,
): string[] {
  const rows = new Set(entries.map(({ row }) => row))
  const refused = findings.filter(({ kind, row }) => kind === 'refused' && rows.has(row))
  const [first] = refused
  if (first) {
    const more =
      refused.length > 1
        ? ` (${refused.length - 1} more: \`npx timelab datasets check ${file} --model ${name}\` lists them.)`
        : ''
    throw new InputError(`${file}, line ${first.row}, column ${first.column}: ${first.message}${more}`)
  }
  return findings.filter(({ kind }) => kind === 'format').map(({ message }) => `${file}: ${message}`)
}
