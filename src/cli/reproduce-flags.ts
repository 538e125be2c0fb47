import type { EngineFlags, SamplingFlags } from './drawing-options.ts'
import type { EditSettingFlags } from './edit-options.ts'

/** The flags of `timelab reproduce`. */
export interface ReproduceFlags extends EngineFlags, SamplingFlags, EditSettingFlags {
  readonly dataset?: string
  readonly normalise?: true
  readonly run?: string
  readonly seeds: number
  readonly seed: number
  readonly limit?: number
  readonly method?: string
  readonly judge?: string
  readonly captions?: number
  readonly captionsFile?: string
  readonly reference?: string
  readonly pictures: boolean
  readonly reuse?: readonly string[]
  readonly queue?: string
  readonly json?: true
}
