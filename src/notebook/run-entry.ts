import { InputError } from '../errors.ts'
import { editingMethods } from '../experiments/methods.ts'
import type { RunView } from '../experiments/run-tables.ts'
import { decodeImage } from '../images/png.ts'
import { readPicture } from '../runs/run-folder.ts'
import type { Picture } from '../sampling/draw.ts'
import type { Displayable } from './displayable.ts'
import { editTitle } from './edit-title.ts'
import { compare } from './show.ts'

export interface CompareEntryOptions {
  /** The method that edits; the run's first unless given. */
  readonly method?: string
  /** Seeds that are shown, from the first on; 4 unless given. */
  readonly seeds?: number
}

/**
 * The pictures that a run in `folder` kept of one entry, by its line in the data set: its source, its positives, its
 * negatives, before and after the edit and as the oracle has them. Nothing is drawn. Throws an InputError where the run
 * has no such entry or method, or did not keep or not yet draw all of its pictures.
 */
export async function compareEntry(
  folder: string,
  view: RunView,
  row: number,
  { method = editingMethods(view)[0] ?? '', seeds = 4 }: CompareEntryOptions = {},
): Promise<Displayable> {
  const entry = view.entries.find((own) => own.row === row)
  if (!entry) throw new InputError(`The run has no entry of line ${row}: it has ${lines(view)}.`)
  const shown = new Set([...new Set(view.scores.map(({ sample }) => sample.seed))].slice(0, seeds))
  const own = view.scores.filter(({ sample }) => sample.entry.row === row && shown.has(sample.seed))
  const of = (name: string): Promise<readonly Picture[]> =>
    Promise.all(
      own
        .filter(({ sample }) => sample.method === name)
        .map(async ({ png, sample: { unit, seed } }) => ({
          ...(await decodeImage(readPicture(folder, png))),
          prompt: unit.prompt,
          seed,
        })),
    )
  const title = `${editTitle(entry)}, ${method}`
  return compare(await of('baseline'), await of(method), await of('oracle'), { title, enlarge: false })
}

const lines = ({ entries }: RunView): string => entries.map(({ row }) => row).join(', ')
