import { InputError } from '../errors.ts'
import type { Weights } from './types.ts'

/** Faults that one message names; the rest are counted. */
const NAMED = 3

/**
 * Compares a component's tensors with the names and shapes that its configuration, or what `asker` names, asks for.
 * Throws an InputError that names what is missing, what has another shape and what is not expected.
 */
export function checkWeights(
  component: string,
  weights: Weights,
  expected: ReadonlyMap<string, readonly number[]>,
  asker = 'its config.json',
): void {
  const faults: string[] = []
  for (const [name, shape] of expected) {
    if (!weights.has(name)) {
      faults.push(`there is no ${name}`)
      continue
    }
    const found = weights.span(name).shape
    if (found.join() !== shape.join()) {
      faults.push(`${name} is of shape [${found.join(', ')}] instead of [${shape.join(', ')}]`)
    }
  }
  for (const name of weights.names) {
    if (!expected.has(name)) faults.push(`${name} is not expected`)
  }
  if (faults.length === 0) return
  const more = faults.length > NAMED ? `; and ${faults.length - NAMED} more` : ''
  throw new InputError(
    `The weights of ${component} do not fit ${asker}: ${faults.slice(0, NAMED).join('; ')}${more}.`,
  )
}
