import { clipScore } from '../evaluation/clip-score.ts'
import { frechetDistance } from '../evaluation/frechet.ts'
import { checkComparable, type FeatureSource, gaussianOf } from '../evaluation/gaussian.ts'
import type { NamedGaussian } from '../evaluation/gaussian-file.ts'
import { clipFeatures } from '../evaluation/judge.ts'
import type { Ledger } from '../runs/ledger.ts'
import type { Plan } from './experiment.ts'
import type { ImageQuality } from './run-tables.ts'
import type { CaptionSample } from './samples.ts'

/**
 * CLIP Score of every method's captions that are drawn and, where there are statistics of real pictures, FID over the
 * features that those are of (paper, appendix C).
 */
export function imageQuality(
  { captions }: Plan,
  ledger: Ledger,
  judge: string,
  reference: NamedGaussian | undefined,
): ReadonlyMap<string, ImageQuality> {
  if (captions.length === 0) return new Map()
  const features = ledger.features(judge)
  const texts = ledger.texts(judge)
  const source = reference?.source ?? clipFeatures(judge)
  const seen = ledgerName(source) === judge ? features : ledger.features(ledgerName(source))
  const methods = Map.groupBy(captions, ({ method }) => method)
  return new Map(
    [...methods].flatMap(([method, samples]) => {
      const drawn = samples.flatMap(({ unit, caption }) => {
        const [picture, text] = [features.get(unit.key), texts.get(caption)]
        return picture && text ? [{ picture, caption: text }] : []
      })
      if (drawn.length === 0) return []
      const fid = reference && distance(samples, seen, source, reference)
      return [
        [
          method,
          {
            captions: drawn.length,
            clipScore: clipScore(drawn),
            ...(fid === undefined ? {} : { fid, fidFeatures: shortName(source) }),
          },
        ] as const,
      ]
    }),
  )
}

/** `clip:72ca88dd, the judge's own`: enough of the digest for people. */
const shortName = ({ name, resizing }: FeatureSource): string =>
  `${name.replace(/:([0-9a-f]{8})[0-9a-f]*$/, ':$1')}, ${resizing}`

/** The ledger knows a CLIP by its digest alone, as a judge. */
const ledgerName = ({ name }: FeatureSource): string => name.replace(/^clip:/, '')

function distance(
  samples: readonly CaptionSample[],
  features: ReadonlyMap<string, Float32Array>,
  source: FeatureSource,
  reference: NamedGaussian,
): number | undefined {
  const drawn = samples.flatMap(({ unit }) => features.get(unit.key) ?? [])
  if (drawn.length < 2) return undefined
  const gaussian = gaussianOf(drawn, source)
  checkComparable(gaussian, reference)
  return frechetDistance(gaussian, reference)
}
