import { InputError } from '../errors.ts'
import { createCompiledEngine } from './compiled.ts'
import { createEagerEngine } from './eager.ts'
import type { Engine, EngineOptions } from './types.ts'

/**
 * Opens an engine: compiled on the CPU by default. A device or a backend that cannot be opened is an InputError when
 * the first function is compiled; a number of threads or sessions that is none is one here.
 */
export function createEngine(options: EngineOptions = {}): Engine {
  const { engine, backend, threads, sessions } = options
  for (const [name, value] of Object.entries({ threads, sessions })) {
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1)) {
      throw new InputError(`The engine's ${name} must be a whole number of at least 1, not ${value}.`)
    }
  }
  return engine === 'eager' ? createEagerEngine(backend ?? 'cpu') : createCompiledEngine(options)
}
