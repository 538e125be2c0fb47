import packageJson from '../../package.json' with { type: 'json' }
import { loadBackend, onBackend } from '../engine/backend.ts'
import { InputError } from '../errors.ts'
import type { Model } from '../models/model.ts'
import type { Tokenizer } from '../models/tokenizer.ts'
import { align } from './align.ts'
import { augment } from './augment.ts'
import { solveChecked } from './check-solved.ts'
import type { EmbeddedPair } from './columns.ts'
import { type Effect, measureEffect } from './effect.ts'
import type { EmbeddingMap } from './embedding-map.ts'
import { type EditMethod, time } from './method.ts'
import { type EditSettings, settingsOf } from './settings.ts'
import { promptWarnings, sizeWarnings } from './warnings.ts'

/** What a model assumes something of ("A rose"), and the same said outright ("A blue rose"). */
export interface SourceAndDestination {
  readonly source: string
  readonly destination: string
}

/** Everything that makes an edit again: plain data. */
export interface EditRecipe extends EditSettings, SourceAndDestination {
  /** The other pairs of a bulk edit (appendix F). */
  readonly also: readonly SourceAndDestination[]
  /** Prompts that the edit leaves as they are. */
  readonly preserve: readonly string[]
  /** The model's name or folder, and its digest. */
  readonly model: string
  readonly digest: string
  /** Width of the model's text embeddings. */
  readonly width: number
  /** The version of timelab that made it. */
  readonly timelab: string
}

/** A solved edit with its recipe and its effect on the model. */
export interface Edited {
  readonly map: EmbeddingMap
  readonly recipe: EditRecipe
  readonly effect: Effect
  /** Time to align and solve, in seconds: what the edit costs beyond the text encoder. */
  readonly seconds: number
  /** What people should be told of it, a line each: words that the model does not know, an absurd size. */
  readonly warnings: readonly string[]
}

export interface EditPromptsOptions extends Partial<EditSettings> {
  readonly preserve?: readonly string[]
  /** What solves the edit; TIME by default. */
  readonly method?: Partial<Pick<EditMethod, 'name'>> & Pick<EditMethod, 'edit'>
  /** TensorFlow.js backend that the `qr` solver runs on; `wasm` by default, which is 30 times as fast as `cpu`. */
  readonly backend?: string
  readonly signal?: AbortSignal
}

/**
 * Edits what `model` assumes of `source` into what `destination` says (paper, section 4), with the augmentations
 * of appendix C unless told otherwise; lambda is the model's own where none is given.
 * Throws an InputError, before any work, for settings out of range, an empty prompt, a source that equals its
 * destination, a prompt over the text encoder's length, and prompts that cannot be aligned; after it, for a method
 * whose result is no map (`solveChecked`) and for an edit that changes nothing.
 */
export function editPrompts(
  model: Model,
  source: string,
  destination: string,
  options: EditPromptsOptions = {},
): Promise<Edited> {
  return editMany(model, [{ source, destination }], options)
}

/** Edits several assumptions at once (appendix F): one map that answers for all pairs. As `editPrompts` otherwise. */
export async function editMany(
  model: Model,
  pairs: readonly SourceAndDestination[],
  options: EditPromptsOptions = {},
): Promise<Edited> {
  return solveAt(model, await prepareEdit(model, pairs, options))
}

/**
 * As `editMany`, once for each lambda, with the prompts embedded once; lambda is the model's own where none is given.
 * Throws an InputError before any is solved for a lambda out of range.
 */
export async function editSweep(
  model: Model,
  pairs: readonly SourceAndDestination[],
  lambdas: readonly number[],
  options: Omit<EditPromptsOptions, 'lambda'> = {},
): Promise<readonly Edited[]> {
  for (const lambda of lambdas) settingsOf({ lambda })
  const prepared = await prepareEdit(model, pairs, options)
  const edits: Edited[] = []
  for (const lambda of lambdas.length > 0 ? lambdas : [prepared.settings.lambda]) {
    options.signal?.throwIfAborted()
    edits.push(await solveAt(model, prepared, lambda))
  }
  return edits
}

async function solveAt(
  model: Model,
  { asked, kept, settings, solve }: PreparedEdit,
  lambda = settings.lambda,
): Promise<Edited> {
  const [first, ...also] = asked
  const begun = performance.now()
  const map = solve(lambda)
  const seconds = (performance.now() - begun) / 1000
  const effect = measureEffect(map, model.unet, model.unetWeights)
  const made = {
    model: model.name,
    digest: await model.digest(),
    width: map.width,
    timelab: packageJson.version,
  }
  const recipe = { ...first, also, preserve: kept, ...settings, lambda, ...made }
  const prompts = [...asked.flatMap((pair) => [pair.source, pair.destination]), ...kept]
  const warnings = [...promptWarnings(model, prompts), ...sizeWarnings(effect, recipe)]
  return { map, recipe, effect, seconds, warnings }
}

/** An edit with its prompts checked, augmented and embedded: what is left costs milliseconds a lambda. */
export interface PreparedEdit {
  /** The pairs in plain form; at least one. */
  readonly asked: readonly [SourceAndDestination, ...SourceAndDestination[]]
  readonly kept: readonly string[]
  readonly settings: EditSettings
  /** The pairs and their augmentations as the text encoder sees them: what `solve` works on. */
  readonly embedded: readonly EmbeddedPair[]
  /** Solves the edit; throws an InputError for a lambda out of range. */
  solve(lambda: number): EmbeddingMap
}

/** Does all of `editMany` that does not depend on lambda, for edits at many lambdas. Throws as `editMany` does. */
export async function prepareEdit(
  model: Model,
  pairs: readonly SourceAndDestination[],
  options: EditPromptsOptions = {},
): Promise<PreparedEdit> {
  const { signal, preserve = [], method = time, backend = 'wasm', ...given } = options
  const settings = settingsOf({ ...given, lambda: given.lambda ?? model.defaults.lambda })
  const [first, ...also] = pairs.map(plainPair)
  if (first === undefined) throw new InputError('An edit needs a source and a destination; none were given.')
  const asked = [first, ...also] as const
  const kept = preserve.map((prompt) => plain('prompt to preserve', prompt))
  for (const prompt of kept) model.tokenizer.encode(prompt)
  const all = asked.flatMap((pair) => augmentedPair(pair, settings, model.tokenizer))

  const prompts = [...all.flatMap(({ source, destination }) => [source, destination]), ...kept]
  const unique = [...new Set(prompts)]
  const embeddings = await model.encode(unique, signal ? { signal } : {})
  const byPrompt = new Map(unique.map((prompt, k) => [prompt, embeddings[k]]))
  const embedded = (prompt: string) => {
    const found = byPrompt.get(prompt)
    if (!found) throw new Error('unreachable: one embedding a prompt')
    return found
  }
  if (settings.solver === 'qr') await loadBackend(backend)
  const pairsOfStates = all.map(({ source, destination }) => ({
    source: embedded(source),
    destination: embedded(destination),
  }))
  const preserved = kept.map(embedded)
  return {
    asked,
    kept,
    settings,
    embedded: pairsOfStates,
    solve(lambda) {
      const own = settingsOf({ ...settings, lambda })
      const solving = { ...own, preserve: preserved }
      const work = () =>
        method === time
          ? time.edit(pairsOfStates, solving)
          : solveChecked(method, asked, pairsOfStates, solving)
      return settings.solver === 'qr' ? onBackend(backend, work) : work()
    },
  }
}

/** Throws an InputError where `editMany` would for these prompts: checked before a run begins, not hours into it. */
export function checkEditPrompts(
  tokenizer: Tokenizer,
  pairs: readonly SourceAndDestination[],
  settings: Pick<EditSettings, 'align' | 'augment'>,
): void {
  for (const pair of pairs) augmentedPair(plainPair(pair), settings, tokenizer)
}

function plainPair(pair: SourceAndDestination): SourceAndDestination {
  const source = plain('source', pair.source)
  const destination = plain('destination', pair.destination)
  if (source.toLowerCase() === destination.toLowerCase()) {
    throw new InputError(
      `The source and the destination are both "${source}": say in the destination what shall change.`,
    )
  }
  return { source, destination }
}

/** The pair and its augmentations, each known to fit the text encoder and to align. */
function augmentedPair(
  pair: SourceAndDestination,
  settings: Pick<EditSettings, 'align' | 'augment'>,
  tokenizer: Tokenizer,
): readonly SourceAndDestination[] {
  align(tokenizer.encode(pair.source), tokenizer.encode(pair.destination), settings.align)
  if (!settings.augment) return [pair]
  const destinations = augment(pair.destination)
  const augmented = augment(pair.source).map((source, k) => ({ source, destination: destinations[k] ?? '' }))
  try {
    for (const { source, destination } of augmented) {
      align(tokenizer.encode(source), tokenizer.encode(destination), settings.align)
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(
      `${error.message} (It is an augmentation of "${pair.source}": or edit without augmentations.)`,
    )
  }
  return augmented
}

function plain(role: string, prompt: string): string {
  const text = prompt.trim().replace(/\s+/g, ' ')
  if (text === '') throw new InputError(`The ${role} is empty: give a prompt.`)
  return text
}
