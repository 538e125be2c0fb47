import { type RunSettings, seedsOf } from '../runs/settings.ts'
import { intactTable } from './common-tables.ts'
import { editsTable } from './edits-table.ts'
import type { Experiment } from './experiment.ts'
import { paperLambdas, paperModel, paperTable4 } from './paper-rows.ts'
import type { ReportTable, RunView } from './run-tables.ts'
import { baseline, editSpec, type Measure, type Method, methodName, oracle, samplesOf } from './samples.ts'
import { behindMeasures } from './samples-behind.ts'
import { measureColumns, type Row, tableOf } from './table-rows.ts'

/** One setting of the ablation. */
interface Setting {
  readonly lambda: number
  readonly only: 'both' | 'values'
  readonly augment: boolean
}

/** The paper's 2 x 2 settings at some lambdas, in the order of its table. */
const settingsAt = (lambdas: readonly number[]): readonly Setting[] =>
  [false, true].flatMap((augment) =>
    (['values', 'both'] as const).flatMap((only) => lambdas.map((lambda) => ({ lambda, only, augment }))),
  )

/** The paper's 2 x 2 x 8 settings. */
export const table4Settings: readonly Setting[] = settingsAt(paperLambdas)

/** The lambdas of a run: the paper's unless its settings name others. */
export const lambdasOf = ({ lambdas = paperLambdas }: Pick<RunSettings, 'lambdas'>): readonly number[] =>
  lambdas

const measures: readonly Measure[] = ['generality', 'specificity']
/** What the run calls the method of a setting. */
export const table4MethodName = ({ lambda, only, augment }: Setting, settings: RunSettings): string =>
  `${methodName(settings)} ${only === 'both' ? 'K+V' : 'V'}${augment ? ', augmented' : ''}, lambda ${lambda}`

/** The ablation over lambda, matrices and augmentations on the validation set (paper, Table 4 and appendix E). */
export const table4: Experiment = {
  name: 'table4',
  summary: 'the ablation over lambda, keys and values, and augmentations on the validation set',
  dataset: 'validation',
  edits: 'sweep',
  captions: false,
  plan({ settings, entries, unit }) {
    const methods = settingsAt(lambdasOf(settings)).map(
      (setting): Method => ({
        name: table4MethodName(setting, settings),
        edit: ({ source, destination }) => editSpec(settings, [{ source, destination }], setting),
      }),
    )
    const seeds = seedsOf(settings)
    const all = [oracle, baseline, ...methods]
    return { samples: samplesOf(entries, all, measures, seeds, unit), captions: [] }
  },
  tables: (view) => [
    mainTable(view),
    referenceTable(view),
    intactTable(view, 'table4'),
    editsTable(view, 'table4'),
  ],
}

/** The setting with the highest harmonic mean, which Table 2 then uses; undefined before anything is scored. */
export function chosenSetting(view: RunView): (Setting & { readonly harmonicMean: number }) | undefined {
  return rowsOf(view)
    .map(({ setting, own }) => ({ ...setting, harmonicMean: Number(own.harmonic_mean ?? Number.NaN) }))
    .filter(({ harmonicMean }) => Number.isFinite(harmonicMean))
    .sort((a, b) => b.harmonicMean - a.harmonicMean)[0]
}

function rowsOf({ scores, settings }: RunView): readonly { readonly setting: Setting; readonly own: Row }[] {
  const byMethod = Map.groupBy(scores, ({ sample }) => sample.method)
  const ownColumns = (name: string) => measureColumns(byMethod.get(name) ?? [], name, measures)
  return settingsAt(lambdasOf(settings)).map((setting) => ({
    setting,
    own: ownColumns(table4MethodName(setting, settings)),
  }))
}

function mainTable(view: RunView): ReportTable {
  const chosen = chosenSetting(view)
  const settings = rowsOf(view)
  const rows = settings.map(({ setting, own }): Row => {
    const { lambda, only, augment } = setting
    const [generality, specificity, mean] = paperTable4(lambda, only, augment) ?? []
    return {
      augmented: augment ? 'yes' : 'no',
      matrices: only === 'both' ? 'K+V' : 'V',
      lambda,
      ...own,
      paper_generality: generality ?? null,
      paper_specificity: specificity ?? null,
      paper_harmonic_mean: mean ?? null,
      best:
        chosen && table4MethodName(chosen, view.settings) === table4MethodName(setting, view.settings)
          ? '*'
          : '',
    }
  })
  return {
    name: 'table4',
    title: `Table 4: generality and specificity in % on ${view.settings.model.name}, beside ${paperModel}`,
    table: tableOf(rows),
    digits: { lambda: 2 },
    samples: behindMeasures(rows, (row) => {
      const setting = settings[rows.indexOf(row)]?.setting
      return setting ? { method: table4MethodName(setting, view.settings) } : null
    }),
    notes: chosen
      ? [
          `Best harmonic mean: lambda ${chosen.lambda}, ${chosen.only === 'both' ? 'keys and values' : 'values'}, ${chosen.augment ? 'augmented' : 'not augmented'} (${chosen.harmonicMean.toFixed(1)}); the paper's: lambda 0.1, keys and values, augmented (66.6).`,
        ]
      : [],
  }
}

function referenceTable({ scores }: RunView): ReportTable {
  const rows = ['oracle', 'baseline'].map(
    (method): Row => ({ method, ...measureColumns(scores, method, measures) }),
  )
  return {
    name: 'table4-references',
    title: 'The unedited model on the same prompts, in %',
    table: tableOf(rows),
    samples: behindMeasures(rows, ({ method }) => ({ method: String(method) })),
  }
}
