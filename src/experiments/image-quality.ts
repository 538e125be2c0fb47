import { dot } from '../evaluation/verdict.ts'
import type { Ledger } from '../runs/ledger.ts'
import type { Plan } from './experiment.ts'
import type { ImageQuality } from './run-tables.ts'

/** CLIP Score, and FID where there are statistics of real pictures, of every method's captions that are drawn. */
export function imageQuality(
  { captions }: Plan,
  ledger: Ledger,
  judge: string,
): ReadonlyMap<string, ImageQuality> {
  if (captions.length === 0) return new Map()
  const features = ledger.features(judge)
  const texts = ledger.texts(judge)
  const methods = Map.groupBy(captions, ({ method }) => method)
  return new Map(
    [...methods].flatMap(([method, samples]) => {
      const drawn = samples.flatMap(({ unit, caption }) => {
        const [picture, text] = [features.get(unit.key), texts.get(caption)]
        return picture && text ? [{ picture, text }] : []
      })
      if (drawn.length === 0) return []
      const total = drawn.reduce((sum, { picture, text }) => sum + Math.max(0, dot(picture, text)), 0)
      return [[method, { captions: drawn.length, clipScore: (100 * total) / drawn.length }] as const]
    }),
  )
}
