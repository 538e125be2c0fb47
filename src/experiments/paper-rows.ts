import rows from './paper-rows.json' with { type: 'json' }

/** A figure of the paper: the mean, and the standard deviation over seeds where it gives one. */
export type PaperFigure = readonly [mean: number, sd?: number]

/** The model and the data that the paper's figures come from. */
export const paperModel = 'SD v1.4 (paper)'

/** Table 2 of the paper, in percent: 104 entries of TIMED, CLIP ViT-B/32, 24 seeds. */
export const paperTable2 = rows.table2.rows

/** Pearson's correlation between the oracle's and TIME's success (paper, section 7). */
export const paperCorrelation = 0.73

/** Appendix F: 82 assumptions edited at once, lambda 1000. */
export const paperAppendixF = rows.appF_multi82

/** Table 4's lambdas. */
export const paperLambdas: readonly number[] = rows.table4.lambda

/** A cell of Table 4: generality, specificity and their harmonic mean, in percent. Undefined for other lambdas. */
export function paperTable4(
  lambda: number,
  only: 'both' | 'values',
  augment: boolean,
): readonly [generality: number, specificity: number, mean: number] | undefined {
  const half = augment ? rows.table4.cells.aug : rows.table4.cells.noaug
  const [generality, specificity, mean] =
    (only === 'both' ? half.KV : half.V)[paperLambdas.indexOf(lambda)] ?? []
  return generality === undefined || specificity === undefined || mean === undefined
    ? undefined
    : [generality, specificity, mean]
}
