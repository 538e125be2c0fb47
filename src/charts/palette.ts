/**
 * Colours that stay apart for colour-blind eyes (Okabe and Ito, 2008, with the grey that goes with them), in one place so that
 * a method or a measure has the same one in every figure. None is told by its colour alone: a shape or a dash goes with it.
 */
const okabeIto = {
  black: '#000000',
  orange: '#E69F00',
  sky: '#56B4E9',
  green: '#009E73',
  blue: '#0072B2',
  vermillion: '#D55E00',
  purple: '#CC79A7',
  grey: '#999999',
} as const

/** How what is drawn is told apart. */
export interface Look {
  readonly colour: string
  /** A symbol of vega's. */
  readonly shape: 'circle' | 'square' | 'diamond' | 'triangle-up'
}

/** Of a method by its name in a table: the two references, TIME in any form, or a method of a user's own. */
export function lookOfMethod(method: string): Look {
  if (method === 'oracle') return { colour: okabeIto.green, shape: 'triangle-up' }
  if (method === 'baseline') return { colour: okabeIto.grey, shape: 'square' }
  return method.startsWith('TIME')
    ? { colour: okabeIto.blue, shape: 'circle' }
    : { colour: okabeIto.purple, shape: 'diamond' }
}

/** Of an edit of some matrices in the ablation: K+V is TIME itself. */
export const lookOfMatrices = (matrices: string): Look =>
  matrices === 'V' ? { colour: okabeIto.vermillion, shape: 'square' } : lookOfMethod('TIME')

/** Of a measure where several share a figure. */
export function lookOfMeasure(measure: string): Look {
  if (measure === 'generality') return { colour: okabeIto.orange, shape: 'triangle-up' }
  if (measure === 'specificity') return { colour: okabeIto.sky, shape: 'square' }
  return { colour: okabeIto.black, shape: 'diamond' }
}

const ofKinds: readonly Look[] = [
  { colour: okabeIto.orange, shape: 'circle' },
  { colour: okabeIto.sky, shape: 'square' },
  { colour: okabeIto.vermillion, shape: 'triangle-up' },
  { colour: okabeIto.black, shape: 'diamond' },
]

/** Of the kind of edit at a place among a data set's kinds; there are four looks. */
export const lookOfKind = (place: number): Look =>
  ofKinds[place % ofKinds.length] ?? { colour: okabeIto.black, shape: 'circle' }

/** Encodings that tell the values of a field apart by colour and shape; vega-lite joins their legends. */
export function encodingsOf(
  field: string,
  values: readonly string[],
  looks: readonly Look[],
  legend: object,
): { readonly color: object; readonly shape: object } {
  const by = (range: readonly string[]) => ({
    field,
    type: 'nominal',
    scale: { domain: [...values], range },
    legend,
  })
  return { color: by(looks.map(({ colour }) => colour)), shape: by(looks.map(({ shape }) => shape)) }
}

/** Text and rules. */
export const ink = '#1f2328'
/** What stands back: notes, the paper's figures. */
export const softInk = '#57606a'
export const hairline = '#d8dee4'
