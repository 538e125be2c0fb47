import { promptPairsOf } from '../datasets/destination-form.ts'
import type { PromptPair } from '../datasets/entry.ts'
import { type EditPromptsOptions, prepareEdit, type SourceAndDestination } from '../editing/edit-prompts.ts'
import type { EmbeddingMap } from '../editing/embedding-map.ts'
import { InputError } from '../errors.ts'
import type { Model } from '../models/model.ts'
import { type Draw, type DrawOptions, draw, type Picture } from '../sampling/draw.ts'
import { seedList } from '../sampling/seeds.ts'
import { signalOf } from '../signal.ts'
import { editTitle } from './edit-title.ts'
import type { MimeBundle } from './host.ts'
import { comparedGrid } from './kinds/comparison.ts'
import { gridBundle } from './kinds/pictures.ts'
import { latestWins } from './latest-wins.ts'
import { listOf } from './list-of.ts'
import { pageScript } from './page-script.ts'
import { webp } from './webp.ts'
import { createWidget, type Widget } from './widget.ts'

export interface LiveSliderOptions extends DrawOptions {
  /** The seeds themselves, or how many from 0 on; 1 by default. */
  readonly seeds?: number | readonly number[]
  /** Where the slider begins; the model's own lambda unless given. */
  readonly lambda?: number
  /** Its ends; 0.01 to 100,000 unless given, as the paper's Table 4. */
  readonly range?: readonly [low: number, high: number]
  /** Everything else that decides the edit. */
  readonly edit?: Omit<EditPromptsOptions, 'lambda' | 'signal'>
}

/** What the slider's two halves share. */
interface LiveState {
  readonly [name: string]: unknown
  readonly title: string
  readonly rows: readonly PromptPair[]
  readonly seeds: number
  readonly low: number
  readonly high: number
  readonly lambda: number
  readonly dragging: boolean
  /** WebP files, all seeds of the first prompt, then those of the second. */
  readonly before: readonly Uint8Array[]
  readonly pictures: readonly Uint8Array[]
  readonly oracle: readonly Uint8Array[]
  /** What is being shown, in words. */
  readonly said: string
}

/** Milliseconds in which a hand that drags wants to see what it does. */
const FLUENT = 250
/** Fewest steps that give a picture at all. */
const FEWEST = 4

/**
 * A lambda slider whose every move reaches the kernel: the edit is solved again and the prompts (`PROMPT`,
 * `PROMPT => DESTINATION FORM`, or pairs of both) are drawn with it, in few
 * steps while it is dragged (where all of them would take too long) and in all of them once it is let go.
 * Throws as `promptPairsOf`, `createWidget`, `prepareEdit` and `draw` do, and an InputError for a range that is none.
 */
export async function liveSlider(
  model: Model,
  pairs: SourceAndDestination | readonly SourceAndDestination[],
  texts: readonly (string | PromptPair)[],
  options: LiveSliderOptions = {},
): Promise<Widget<LiveState>> {
  const {
    seeds: asked,
    lambda = model.defaults.lambda,
    range = [0.01, 100_000],
    edit = {},
    ...drawing
  } = options
  const [low, high] = range
  if (!(low > 0 && high > low && lambda >= low && lambda <= high)) {
    throw new InputError(
      `The slider cannot go from ${low} to ${high} by ${lambda}: give two lambdas above 0 with the first between them.`,
    )
  }
  const list = listOf(pairs)
  const prompts = promptPairsOf(texts, list)
  const seeds = seedList(asked)
  const steps = options.steps ?? model.defaults.steps
  const signal = signalOf(options.signal)
  const cancel = signal ? { signal } : {}
  const { solve } = await prepareEdit(model, list, { ...edit, ...cancel })
  const drawAll = (jobs: readonly Draw[], how: DrawOptions = {}) =>
    Array.fromAsync(draw(model, jobs, { ...drawing, ...how }))
  const jobs = (form: (pair: PromptPair) => string, map?: EmbeddingMap): readonly Draw[] =>
    prompts.flatMap((pair) =>
      seeds.map((seed) => ({ prompt: form(pair), seed, ...(map ? { edit: map } : {}) })),
    )
  const stated = (pair: PromptPair) => pair.prompt
  const encode = (pictures: readonly Picture[]) => Promise.all(pictures.map(webp))

  const [before, oracle] = [
    await drawAll(jobs(stated), cancel),
    await drawAll(
      jobs(({ destination }) => destination),
      cancel,
    ),
  ]
  const begun = performance.now()
  let last = await drawAll(jobs(stated, solve(lambda)), cancel)
  /** Milliseconds that all steps would take, as last seen. */
  let whole = performance.now() - begun

  const per = seeds.length
  const still = async (): Promise<MimeBundle['data']> => {
    const group = (pictures: readonly Picture[], k: number) => pictures.slice(k * per, (k + 1) * per)
    const rows = prompts.map((pair, k) => ({
      ...pair,
      before: group(before, k),
      after: group(last, k),
      oracle: group(oracle, k),
    }))
    return (await gridBundle(comparedGrid(rows, `${title}, lambda ${widget.state.lambda}`))).data
  }
  const title = list.map(editTitle).join('; ')
  const widget: Widget<LiveState> = createWidget<LiveState>({
    esm: await pageScript('live-slider.ts', 'esm'),
    css: STYLE,
    still,
    state: {
      title,
      rows: prompts.map(({ prompt, destination }) => ({ prompt, destination })),
      seeds: per,
      low,
      high,
      lambda,
      dragging: false,
      before: await encode(before),
      pictures: await encode(last),
      oracle: await encode(oracle),
      said: spoken(lambda, steps, whole),
    },
  })

  const repaint = latestWins(
    async ({ lambda: value, dragging }: { lambda: number; dragging: boolean }, signal) => {
      const started = performance.now()
      const taken = dragging ? Math.max(FEWEST, Math.min(steps, Math.floor((steps * FLUENT) / whole))) : steps
      const drawn = await drawAll(jobs(stated, solve(value)), { steps: taken, signal })
      const spent = performance.now() - started
      whole = (spent * steps) / taken
      last = drawn
      widget.set({ pictures: await encode(drawn), said: spoken(value, taken, spent) })
    },
  )
  widget.onChange(() => {
    const { lambda: value, dragging } = widget.state
    repaint({ lambda: value, dragging }, dragging).catch((error: unknown) => {
      widget.set({ said: error instanceof Error ? error.message : String(error) })
    })
  })
  return widget
}

const spoken = (lambda: number, steps: number, milliseconds: number): string =>
  `lambda ${lambda}: solved and drawn in ${steps} steps, ${Math.round(milliseconds)} ms`

const STYLE = `
.timelab-live { font: 14px/1.4 system-ui, sans-serif; overflow-x: auto; }
.timelab-live table { border-collapse: collapse; }
.timelab-live th, .timelab-live td { padding: 4px 8px; vertical-align: middle; }
.timelab-live td:first-child { text-align: left; max-width: 15em; }
.timelab-live img { margin: 1px; border-radius: 3px; }
.timelab-live input { width: min(26em, 50vw); vertical-align: middle; }
.timelab-live output { display: inline-block; min-width: 4em; font-variant-numeric: tabular-nums; }
`.trim()
