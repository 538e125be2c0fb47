import { InputError } from '../errors.ts'
import { planRun, viewRun } from '../experiments/open-run.ts'
import type { RunView } from '../experiments/run-tables.ts'
import type { Score } from '../experiments/scores.ts'
import { chosenSetting, lambdasOf, table4MethodName, type table4Settings } from '../experiments/table4.ts'
import { decodeImage, type Pixels } from '../images/png.ts'
import { readLedger } from '../runs/ledger.ts'
import { readPicture } from '../runs/run-folder.ts'
import { firstSeed } from '../sampling/seeds.ts'
import { editTitle } from './edit-title.ts'
import { type LambdaSlider, sliderOf } from './lambda-slider.ts'
import type { SliderRow, SliderSection } from './slider-figure.ts'

export interface RunSliderOptions {
  /** Rows of the data set that are shown; the run's first two unless given. */
  readonly entries?: readonly number[]
  /** Seeds of every prompt that are shown; the run's first unless given. */
  readonly seeds?: readonly number[]
  /** Prompts of an entry that are shown: so many that should follow, and as many that should not; 2 by default. */
  readonly prompts?: number
}

/**
 * The lambda slider of a finished Table 4 run: the pictures that it kept, with keys and values, and augmentations, as a
 * choice. Throws an InputError where the folder is no such run, kept no pictures or has none of what is asked.
 */
export async function sliderOfRun(folder: string, options: RunSliderOptions = {}): Promise<LambdaSlider> {
  const planned = planRun(folder)
  if (planned.settings.experiment !== 'table4') {
    throw new InputError(
      `${folder} is a run of ${planned.settings.experiment}: the slider is of a table4 run.`,
    )
  }
  if (!planned.settings.keepPictures) {
    throw new InputError(`${folder} kept no pictures: run table4 again with its pictures kept.`)
  }
  return sliderOfView(
    folder,
    readLedger(folder, (ledger) => viewRun(planned, ledger)),
    options,
  )
}

/** As `sliderOfRun`, of a Table 4 run that has been read already. */
export async function sliderOfView(
  folder: string,
  view: RunView,
  options: RunSliderOptions = {},
): Promise<LambdaSlider> {
  const {
    entries = view.entries.slice(0, 2).map(({ row }) => row),
    seeds = [firstSeed(view.settings.seeds)],
  } = options
  const pick = pictureOf(folder)
  const sections: SliderSection[] = []
  for (const row of entries) sections.push(await section(view, row, seeds, options.prompts ?? 2, pick))
  const chosen = chosenSetting(view)
  return sliderOf({
    title: `Table 4 on ${view.settings.model.name}: an edit at every lambda`,
    lambdas: lambdasOf(view.settings),
    start: Math.max(0, lambdasOf(view.settings).indexOf(chosen?.lambda ?? Number.NaN)),
    choices: choices(chosen).map(({ name }) => name),
    sections,
  })
}

/** Ways of editing, the best first. */
function choices(chosen: Pick<(typeof table4Settings)[number], 'only' | 'augment'> | undefined) {
  const all = [true, false].flatMap((augment) =>
    (['both', 'values'] as const).map((only) => ({
      only,
      augment,
      name: `${only === 'both' ? 'keys and values' : 'values'}${augment ? ', augmented' : ''}`,
    })),
  )
  const best = (each: (typeof all)[number]) => each.only === chosen?.only && each.augment === chosen.augment
  return all.toSorted((a, b) => Number(best(b)) - Number(best(a)))
}

type ReadPicture = (score: Score | undefined) => Promise<Pixels>

async function section(
  view: RunView,
  row: number,
  seeds: readonly number[],
  each: number,
  pick: ReadPicture,
): Promise<SliderSection> {
  const entry = view.entries.find((candidate) => candidate.row === row)
  if (!entry)
    throw new InputError(
      `The run has no entry of row ${row}: it has ${view.entries.map((own) => own.row).join(', ')}.`,
    )
  const own = view.scores.filter(({ sample }) => sample.entry.row === row)
  const of = (method: string, measure: string, index: number) =>
    Promise.all(
      seeds.map((seed) =>
        pick(
          own.find(
            ({ sample }) =>
              sample.method === method &&
              sample.measure === measure &&
              sample.index === index &&
              sample.seed === seed,
          ),
        ),
      ),
    )
  const ways = choices(chosenSetting(view))
  const rows: SliderRow[] = []
  for (const measure of ['generality', 'specificity'] as const) {
    const pairs = measure === 'generality' ? entry.positives : entry.negatives
    for (const [index, pair] of pairs.slice(0, each).entries()) {
      rows.push({
        prompt: pair.prompt,
        destination: measure === 'generality' ? pair.destination : pair.prompt,
        before: await of('baseline', measure, index),
        oracle: await of('oracle', measure, index),
        after: await Promise.all(
          ways.map(({ only, augment }) =>
            Promise.all(
              lambdasOf(view.settings).map((lambda) =>
                of(table4MethodName({ lambda, only, augment }, view.settings), measure, index),
              ),
            ),
          ),
        ),
      })
    }
  }
  return { heading: editTitle(entry), rows }
}

/** Reads each picture of a run once. */
function pictureOf(folder: string): ReadPicture {
  const read = new Map<string, Promise<Pixels>>()
  return async (score) => {
    if (!score)
      throw new InputError(
        `${folder} lacks a picture that was asked for: is the run finished, with that seed?`,
      )
    const known = read.get(score.png) ?? decodeImage(readPicture(folder, score.png))
    read.set(score.png, known)
    return known
  }
}
