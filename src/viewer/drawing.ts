import type { EditEntry } from '../datasets/entry.ts'
import { methodsOf } from '../experiments/methods.ts'
import type { RunView } from '../experiments/run-tables.ts'
import type { RunSettings } from '../runs/settings.ts'
import type { EditSpec } from '../runs/unit.ts'
import { editId } from '../runs/unit.ts'
import type { PageDrawing } from './page-data.ts'
import { shellQuote } from './shell-quote.ts'

/**
 * What draws a run's pictures one at a time, in the flags of `timelab generate`, for methods and entries in the order given:
 * the run's own, unless its pictures stand beside another run's.
 */
export function drawingOf(
  { settings, plan, entries: own }: RunView,
  methods: readonly string[] = methodsOf({ plan }),
  entries: readonly EditEntry[] = own,
): PageDrawing {
  const specs = new Map<string, EditSpec>()
  const idOf = new Map<string, string>()
  for (const { method, entry, unit } of plan.samples) {
    if (unit.edit === null || !isDrawable(unit.edit)) continue
    const id = editId(unit.edit)
    specs.set(id, unit.edit)
    idOf.set(keyOf(entry, method), id)
  }
  const places = [...specs.keys()]
  const placeOf = new Map(places.map((id, place) => [id, place]))
  return {
    flags: samplingFlags(settings).join(' '),
    edits: [...specs.values()].map((spec) => editFlags(spec).join(' ')),
    edit: methods.map((method) =>
      entries.map((entry) => placeOf.get(idOf.get(keyOf(entry, method)) ?? '') ?? -1),
    ),
  }
}

const keyOf = ({ source, destination }: EditEntry, method: string): string =>
  JSON.stringify([source, destination, method])

/** Whether the command line can say the edit: a method of a user's own is known by its digest only. */
const isDrawable = ({ method }: EditSpec): boolean => method === undefined

/** Flags of the model and the sampling, each said though it may be the model's own. */
export function samplingFlags({ model, sampling }: RunSettings): readonly string[] {
  const { steps, guidance, scheduler, width, height, pixels } = sampling
  return [
    ...(model.name === 'emoji' ? [] : ['--model', shellQuote(model.name)]),
    ...['--steps', String(steps), '--guidance', String(guidance), '--scheduler', scheduler],
    ...['--size', width === height ? String(width) : `${width}x${height}`],
    ...(pixels === 'round' ? [] : ['--pixels', pixels]),
  ]
}

/** Flags of an edit's settings, the same for every command that edits. */
export function settingFlags(edit: RunSettings['edit']): readonly string[] {
  const { lambda, only, augment } = edit
  return [
    ...['--lambda', String(lambda)],
    ...(only === 'both' ? [] : ['--only', only]),
    ...(augment ? [] : ['--no-augment']),
    ...alignFlags(edit),
  ]
}

/** Flags of an edit's alignment and solver, which a sweep over the other settings takes as well. */
export const alignFlags = ({ align, solver }: RunSettings['edit']): readonly string[] => [
  ...(align === 'released' ? [] : ['--align', align]),
  ...(solver === 'cholesky' ? [] : ['--solver', solver]),
]

/** A flag that takes several words. */
export const several = (flag: string, words: readonly string[]): readonly string[] =>
  // A word that begins like a flag must be tied to its own.
  words.some((word) => word.startsWith('-'))
    ? words.map((word) => shellQuote(`${flag}=${word}`))
    : [flag, ...words.map(shellQuote)]

function editFlags(spec: EditSpec): readonly string[] {
  return [
    ...several(
      '--source',
      spec.pairs.map(({ source }) => source),
    ),
    ...several(
      '--destination',
      spec.pairs.map(({ destination }) => destination),
    ),
    ...(spec.preserve.length > 0 ? several('--preserve', spec.preserve) : []),
    ...settingFlags(spec),
    ...(spec.preserve.length > 0 ? weightFlags(spec) : []),
  ]
}

/** How much a prompt to preserve counts, where that is not 1. */
export const weightFlags = ({ preserveWeight }: RunSettings['edit']): readonly string[] =>
  preserveWeight === 1 ? [] : ['--preserve-weight', String(preserveWeight)]
