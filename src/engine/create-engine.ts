import { createCompiledEngine } from './compiled.ts'
import { createEagerEngine } from './eager.ts'
import type { Engine, EngineOptions } from './types.ts'

/** Opens an engine; what its options name (a device, a backend) is checked when the first function is compiled. */
export function createEngine(options: EngineOptions = {}): Engine {
  return options.engine === 'eager'
    ? createEagerEngine(options.backend ?? 'cpu')
    : createCompiledEngine(options)
}
