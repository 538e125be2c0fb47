import { type NDArray, sizeOf } from './ndarray.ts'
import type { InputSpec } from './types.ts'

/**
 * Checks the inputs of one call against what the function was compiled for and returns the batch size that they
 * share (1 where no input has one). Throws an Error that names the function, the input and both shapes.
 */
export function checkInputs(
  name: string,
  specs: Readonly<Record<string, InputSpec>>,
  inputs: Readonly<Record<string, NDArray>>,
): number {
  for (const key of Object.keys(inputs)) {
    if (!(key in specs)) throw new Error(`${name}: there is no input '${key}'`)
  }
  let batch: number | undefined
  for (const [key, spec] of Object.entries(specs)) {
    const input = inputs[key]
    if (!input) throw new Error(`${name}: the input '${key}' is missing`)
    const fits =
      input.shape.length === spec.shape.length &&
      spec.shape.every((extent, axis) => {
        const actual = input.shape[axis] ?? 0
        if (extent !== 'batch') return actual === extent
        batch ??= actual
        return actual === batch && actual > 0
      })
    if (!fits || input.data.length !== sizeOf(input.shape)) {
      const sharing = batch === undefined ? '' : ` with batch ${batch}`
      throw new Error(
        `${name}: '${key}' is [${input.shape}] over ${input.data.length} numbers, not [${spec.shape}]${sharing}`,
      )
    }
  }
  return batch ?? 1
}
