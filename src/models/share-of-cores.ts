import { availableParallelism } from 'node:os'
import type { EngineOptions } from '../engine/types.ts'
import type { Weights } from '../weights/types.ts'

/** A UNet below this many bytes gains more from a session a core than from threads. */
const SMALL = 64 * 1024 ** 2

/**
 * `options` with the machine's cores shared out where they do not say: measured in `bench/pictures.ts`.
 * The eager engine has neither threads nor sessions, so its options stay as they are.
 */
export function shareOfCores(options: EngineOptions, unet: Weights): EngineOptions {
  const { engine, device = 'cpu', sessions, threads } = options
  if (engine === 'eager') return options
  const cores = availableParallelism()
  const small = unet.names.reduce((sum, name) => sum + unet.span(name).length, 0) < SMALL
  const many = sessions ?? (device === 'cpu' && small ? Math.max(1, Math.floor(cores / (threads ?? 1))) : 1)
  return { ...options, sessions: many, threads: threads ?? Math.max(1, Math.floor(cores / many)) }
}
