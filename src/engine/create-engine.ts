import { InputError } from '../errors.ts'
import { createCompiledEngine } from './compiled.ts'
import { createEagerEngine } from './eager.ts'
import type { Engine, EngineOptions } from './types.ts'

/**
 * Opens an engine: compiled on the CPU by default. A device or a backend that cannot be opened is an InputError when
 * the first function is compiled; an option that is out of range, or that the chosen engine has no use for, is one here.
 */
export function createEngine(options: EngineOptions = {}): Engine {
  const { engine = 'compiled', device, backend, threads, sessions } = options
  for (const [name, value] of Object.entries({ threads, sessions })) {
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1)) {
      throw new InputError(`The engine's ${name} must be a whole number of at least 1, not ${value}.`)
    }
  }
  if (engine === 'compiled') {
    if (backend !== undefined)
      throw new InputError(`Only the eager engine has a backend: choose it, or leave '${backend}' out.`)
    return createCompiledEngine(options)
  }
  for (const [name, value] of Object.entries({ device, threads, sessions })) {
    if (value !== undefined)
      throw new InputError(`Only the compiled engine has ${name}: choose it, or leave ${value} out.`)
  }
  return createEagerEngine(backend ?? 'cpu')
}
