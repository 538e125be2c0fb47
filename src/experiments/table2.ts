import { seedsOf } from '../runs/settings.ts'
import { firstSeed } from '../sampling/seeds.ts'
import { commonTables } from './common-tables.ts'
import type { Experiment } from './experiment.ts'
import { paperModel, paperTable2 } from './paper-rows.ts'
import type { ReportTable, RunView } from './run-tables.ts'
import { baseline, captionSamples, editSpec, type Method, methodName, oracle, samplesOf } from './samples.ts'
import { behindMeasures } from './samples-behind.ts'
import { measureColumns, type Row, tableOf } from './table-rows.ts'

/** Efficacy, generality, specificity and image quality of TIME on the test set (paper, Table 2). */
export const table2: Experiment = {
  name: 'table2',
  summary: 'TIME against the unedited model and the oracle on the test set',
  dataset: 'test-filtered',
  edits: 'as set',
  captions: true,
  plan({ settings, entries, captions, unit }) {
    const time: Method = {
      name: methodName(settings),
      edit: ({ source, destination }) => editSpec(settings, [{ source, destination }]),
    }
    const methods = [oracle, baseline, time]
    const seeds = seedsOf(settings)
    return {
      samples: samplesOf(entries, methods, ['efficacy', 'generality', 'specificity'], seeds, unit),
      captions: captionSamples(
        entries,
        [baseline, time],
        captions,
        settings.captions?.each ?? 0,
        firstSeed(settings.seeds),
        unit,
      ),
    }
  },
  tables: (view) => [mainTable(view), ...commonTables(view, 'table2')],
}

function mainTable(view: RunView): ReportTable {
  const { settings, scores, quality } = view
  const rows = (['oracle', 'baseline', 'TIME'] as const).flatMap((paperMethod): Row[] => {
    const paper = paperTable2[paperMethod]
    const method = paperMethod === 'TIME' ? methodName(settings) : paperMethod
    // The oracle's model is the unedited one, so captions are drawn once for both.
    const drawn = quality.get(method === 'oracle' ? 'baseline' : method)
    return [
      {
        method,
        model: settings.model.name,
        ...measureColumns(scores, method, ['efficacy', 'generality', 'specificity']),
        clip_score: drawn?.clipScore ?? null,
        fid: drawn?.fid ?? null,
        fid_features: drawn?.fidFeatures ?? null,
        captions: drawn?.captions ?? null,
      },
      {
        method: paperMethod,
        model: paperModel,
        efficacy: paper.efficacy[0] ?? null,
        efficacy_sd: paper.efficacy[1] ?? null,
        generality: paper.generality[0] ?? null,
        generality_sd: paper.generality[1] ?? null,
        specificity: paper.specificity[0] ?? null,
        specificity_sd: paper.specificity[1] ?? null,
        clip_score: paper.clip,
        fid: paper.fid,
        fid_features: 'Inception-v3, MS-COCO',
        captions: 30_000,
      },
    ]
  })
  return {
    name: 'table2',
    title:
      'Table 2: efficacy, generality and specificity in %, mean ± deviation over seeds [95 % interval over entries]',
    table: tableOf(rows),
    samples: behindMeasures(rows, ({ method, model }) =>
      model === paperModel ? null : { method: String(method) },
    ),
    digits: { clip_score: 2, captions: 0 },
    significant: { fid: 4 },
    notes: [
      `${methodName(settings)}: lambda ${settings.edit.lambda}, ${settings.edit.only === 'both' ? 'keys and values' : settings.edit.only}, ${settings.edit.augment ? 'augmented' : 'not augmented'}.`,
    ],
  }
}
