import { InputError } from '../errors.ts'
import { quote } from '../quote.ts'

/**
 * The class that `model_index.json` names for a component: what diffusers loads it as, whatever the component's own
 * file says. Undefined where the index does not mention it.
 * Throws an InputError where the index leaves the component out on purpose, or names no class.
 */
export function componentClass(
  index: Readonly<Record<string, unknown>>,
  component: string,
  file: string,
): string | undefined {
  const entry = Object.hasOwn(index, component) ? index[component] : undefined
  if (entry === undefined) return undefined
  const [, name] = Array.isArray(entry) ? entry : []
  if (typeof name === 'string') return name
  throw new InputError(
    `${file}: "${component}" is ${quote(entry)}, and timelab needs one: name its library and class, as diffusers writes them.`,
  )
}

/**
 * The same, checked: throws an InputError where it is none of `supported`.
 */
export function checkComponentClass(
  index: Readonly<Record<string, unknown>>,
  component: string,
  supported: readonly string[],
  file: string,
): void {
  const name = componentClass(index, component, file)
  if (name === undefined || supported.includes(name)) return
  throw new InputError(
    `${file}: "${component}" is of the class ${quote(name)}; supported: ${supported.join(', ')}. timelab drives the Stable Diffusion 1.x and 2.x family and guesses nothing.`,
  )
}
