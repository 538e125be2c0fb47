import type { Model } from '../models/model.ts'
import { chooseSampler, type SamplerName } from '../models/scheduler-config.ts'
import type { DrawOptions } from './draw.ts'
import type { PixelRounding } from './pixels.ts'

/** How a picture is sampled, nothing left to a default. */
export interface Sampling {
  readonly steps: number
  readonly guidance: number
  readonly scheduler: SamplerName
  readonly width: number
  readonly height: number
  readonly pixels: PixelRounding
}

/** Fills in what options leave to the model's own defaults. */
export function samplingOf(
  { defaults, scheduler, size }: Pick<Model, 'defaults' | 'scheduler' | 'size'>,
  options: Pick<DrawOptions, 'steps' | 'guidance' | 'scheduler' | 'size' | 'pixels'> = {},
): Sampling {
  return {
    steps: options.steps ?? defaults.steps,
    guidance: options.guidance ?? defaults.guidance,
    scheduler: chooseSampler(scheduler, options.scheduler),
    width: options.size?.width ?? size,
    height: options.size?.height ?? size,
    pixels: options.pixels ?? 'round',
  }
}
