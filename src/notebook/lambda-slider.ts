import { promptPairsOf } from '../datasets/destination-form.ts'
import type { PromptPair } from '../datasets/entry.ts'
import { type EditPromptsOptions, prepareEdit, type SourceAndDestination } from '../editing/edit-prompts.ts'
import { InputError } from '../errors.ts'
import { paperLambdas } from '../experiments/paper-rows.ts'
import type { PictureGrid } from '../images/grid.ts'
import type { Model } from '../models/model.ts'
import { type Draw, type DrawOptions, draw, type Picture } from '../sampling/draw.ts'
import { seedList } from '../sampling/seeds.ts'
import { signalOf } from '../signal.ts'
import { type Displayable, displayable } from './displayable.ts'
import { editTitle } from './edit-title.ts'
import type { MimeBundle } from './host.ts'
import { gridBundle, gridText } from './kinds/pictures.ts'
import { listOf } from './list-of.ts'
import type { SliderFigure } from './slider-figure.ts'
import { sliderHtml } from './slider-html.ts'

export interface LambdaSliderOptions extends DrawOptions, Omit<EditPromptsOptions, 'lambda' | 'signal'> {
  /** In the order of the slider; the paper's eight (Table 4) unless given. */
  readonly lambdas?: readonly number[]
  /** The seeds themselves, or how many from 0 on; 1 by default. */
  readonly seeds?: number | readonly number[]
}

/** A slider as a cell's value, and what it was made from. */
export interface LambdaSlider extends Displayable {
  readonly figure: SliderFigure
  /** Self-contained HTML, for a page of one's own. */
  html(): Promise<string>
}

/**
 * Draws prompts (`PROMPT`, `PROMPT => DESTINATION FORM`, or pairs of both) before an edit, at every lambda and in their destination forms, in mixed batches, and gives a slider
 * that needs no kernel: dragging lambda changes the pictures (paper, Figure 7).
 * Throws as `promptPairsOf`, `prepareEdit` and `draw` do, and an InputError without a lambda or a prompt.
 */
export async function lambdaSlider(
  model: Model,
  pairs: SourceAndDestination | readonly SourceAndDestination[],
  texts: readonly (string | PromptPair)[],
  options: LambdaSliderOptions = {},
): Promise<LambdaSlider> {
  const {
    lambdas = paperLambdas,
    seeds: asked,
    align,
    augment,
    only,
    solver,
    preserveWeight,
    preserve,
    method,
    backend,
    ...drawing
  } = options
  const given = { align, augment, only, solver, preserveWeight, preserve, method, backend }
  const settings: EditPromptsOptions = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  )
  if (lambdas.length === 0) throw new InputError('The slider has no lambda: give at least one.')
  if (texts.length === 0) throw new InputError('The slider has no prompt: give at least one.')
  const list = listOf(pairs)
  const prompts = promptPairsOf(texts, list)
  const seeds = seedList(asked)
  const signal = signalOf(options.signal)
  const cancel = signal ? { signal } : {}
  const edit = await prepareEdit(model, list, { ...settings, ...cancel })
  const edits = lambdas.map(edit.solve)

  const each = (job: Omit<Draw, 'seed'>): Draw[] => seeds.map((seed) => ({ ...job, seed }))
  const jobs = prompts.flatMap(({ prompt, destination }) => [
    ...each({ prompt }),
    ...each({ prompt: destination }),
    ...edits.flatMap((edit) => each({ prompt, edit })),
  ])
  const pictures = await Array.fromAsync(draw(model, jobs, { ...drawing, ...cancel }))
  const groups: Picture[][] = []
  for (let first = 0; first < pictures.length; first += seeds.length)
    groups.push(pictures.slice(first, first + seeds.length))
  const rows = prompts.map(({ prompt, destination }, k) => {
    const [before = [], oracle = [], ...after] = groups.slice(k * (lambdas.length + 2))
    return { prompt, destination, before, oracle, after: [after.slice(0, lambdas.length)] }
  })
  const title = list.map(editTitle).join('; ')
  return sliderOf({
    title,
    lambdas,
    start: nearest(lambdas, model.defaults.lambda),
    choices: [''],
    sections: [{ rows }],
  })
}

/** The slider of pictures that are there already. */
export function sliderOf(figure: SliderFigure): LambdaSlider {
  let made: Promise<string> | undefined
  const html = () => {
    made ??= sliderHtml(figure)
    return made
  }
  const strip = stripOf(figure)
  const text = gridText(strip)
  const bundle = async (): Promise<MimeBundle> => {
    const still = await gridBundle(strip)
    return { ...still, data: { 'text/html': await html(), ...still.data } }
  }
  return Object.assign(displayable(text, bundle), { figure, html })
}

/** The slider standing still: the first seed of every prompt at every lambda, as its first choice has it. */
function stripOf({ title, lambdas, choices, sections }: SliderFigure): PictureGrid {
  const [choice = ''] = choices
  return {
    title,
    subtitle: ['columns are lambdas, a smaller one edits more', choice].filter((part) => part).join('; '),
    layout: 'beside',
    // It stands in for pictures that are there already.
    enlarge: false,
    groups: [
      { heading: '', columns: ['before'] },
      { heading: 'after the edit, lambda', columns: lambdas.map(String) },
      { heading: '', columns: ['outright'] },
    ],
    rows: sections
      .flatMap(({ rows }) => rows)
      .map(({ prompt, destination, before, after, oracle }) => ({
        label: prompt,
        ...(destination === prompt ? {} : { note: destination }),
        pictures: [
          before.slice(0, 1),
          (after[0] ?? []).flatMap((own) => own.slice(0, 1)),
          oracle.slice(0, 1),
        ],
      })),
  }
}

/** Index of the lambda nearest to `wanted`, as a ratio. */
export function nearest(lambdas: readonly number[], wanted: number): number {
  const away = lambdas.map((lambda) => Math.abs(Math.log(lambda / wanted)))
  return Math.max(0, away.indexOf(Math.min(...away)))
}
