import { encodePng } from '../images/png.ts'
import type { Outcome } from './executor.ts'
import type { RunSettings } from './settings.ts'
import type { EditSpec, Unit } from './unit.ts'
import { createUnits } from './unit.ts'

/** Settings for tests to bend. */
export const someSettings: RunSettings = {
  experiment: 'table2',
  model: { name: 'emoji', digest: 'a'.repeat(64) },
  judge: { name: 'clip', digest: 'b'.repeat(64) },
  dataset: { name: 'test', sha256: 'c'.repeat(64), normalise: false },
  limit: null,
  seeds: { first: 0, count: 2 },
  sampling: { steps: 20, guidance: 2, scheduler: 'pndm', width: 64, height: 64, pixels: 'round' },
  edit: {
    lambda: 100,
    align: 'released',
    augment: true,
    only: 'both',
    solver: 'cholesky',
    preserveWeight: 1,
  },
  method: null,
  captions: null,
  reference: null,
  keepPictures: true,
  timelab: '0.1.0',
}

/** An edit for tests to bend. */
export const someEdit: EditSpec = {
  ...someSettings.edit,
  pairs: [{ source: 'A rose', destination: 'A blue rose' }],
  preserve: [],
}

/** Units of the prompt "A rose", one a seed, without an edit. */
export function someUnits(count: number): readonly Unit[] {
  const unit = createUnits(someSettings.model.digest, someSettings.sampling)
  return Array.from({ length: count }, (_, seed) => unit('A rose', seed))
}

/** What a unit may have given: a picture of the run's size that is its own, and a feature that tells its seed. */
export async function someOutcome({ key, seed }: Unit): Promise<Outcome> {
  const { width, height } = someSettings.sampling
  const pixels = Uint8Array.from({ length: 3 * width * height }, (_, at) => key.charCodeAt(at % key.length))
  return {
    key,
    png: await encodePng({ pixels, width, height }),
    feature: Float32Array.of(Math.cos(seed / 100), Math.sin(seed / 100)),
  }
}

/** The seed that the feature of `someOutcome` tells. */
export const seedOf = ([x = 0, y = 0]: Float32Array): number => Math.round(100 * Math.atan2(y, x))
