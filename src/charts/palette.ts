/**
 * Colours that stay apart for colour-blind eyes (Okabe and Ito, 2008, with the grey that goes with them), in one place so that
 * a method or a measure has the same one in every figure. None is told by its colour alone: a shape or a dash goes with it.
 */
const okabeIto = {
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

/** Text and rules. */
export const ink = '#1f2328'
/** What stands back: axes, the paper's figures, notes. */
export const softInk = '#57606a'
export const hairline = '#d8dee4'

export { okabeIto }

/** What figures are written and ruled with. */
export const colours = { ...okabeIto, ink, quiet: softInk, rule: hairline } as const
