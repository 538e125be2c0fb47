import type { Model } from '../models/model.ts'

/** What drawing needs of a model: `loadModel` gives it, and so can any other source of predictions. */
export interface Drawable
  extends Pick<
    Model,
    'encode' | 'project' | 'denoise' | 'decode' | 'scheduler' | 'defaults' | 'size' | 'downscaling'
  > {
  /** Batches that it computes side by side; one where it does not say. */
  readonly lanes?: number
  readonly unet: Pick<Model['unet'], 'in_channels' | 'block_out_channels'>
  readonly vae: Pick<Model['vae'], 'scaling_factor'>
}
