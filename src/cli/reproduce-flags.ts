import type { EngineFlags, SamplingFlags, SeedFlags } from './drawing-options.ts'
import type { EditSettingFlags } from './edit-options.ts'

/** The flags of `timelab reproduce`. */
export interface ReproduceFlags extends EngineFlags, SamplingFlags, SeedFlags, EditSettingFlags {
  readonly dataset?: string
  readonly normalise?: true
  readonly run?: string
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
