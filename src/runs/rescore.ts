import { InputError } from '../errors.ts'
import type { Judge } from '../evaluation/judge.ts'
import { decodePng, type Pixels } from '../images/png.ts'
import { signalOf } from '../signal.ts'
import { pictureProblem } from './check-work.ts'
import type { Ledger } from './ledger.ts'
import { picturePath, readPicture } from './run-folder.ts'

export interface RescoreOptions {
  readonly folder: string
  readonly ledger: Ledger
  /** A judge, or another network whose features are kept under the name that it gives as its digest. */
  readonly judge: Pick<Judge, 'digest' | 'embedPictures'>
  /** Of the run's pictures, in pixels. */
  readonly size: { readonly width: number; readonly height: number }
  /** The units whose pictures it is shown; all by default. */
  readonly keys?: ReadonlySet<string>
  /** Pictures that the judge is shown, and that are recorded, at once. */
  readonly batch?: number
  readonly signal?: AbortSignal
  /** Called after each batch that was recorded, with pictures seen and to see. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Shows a judge the pictures of a run that it has not seen, and records its features batch by batch: cut off and
 * called again, it goes on. Returns how many it had not seen. Throws an InputError where a picture's file is gone,
 * changed or no picture of the run's size, or the disk is full, an AbortError once `signal` is aborted.
 */
export async function rescorePictures({
  folder,
  ledger,
  judge,
  size,
  keys,
  batch = 64,
  signal: own,
  onProgress,
}: RescoreOptions): Promise<number> {
  const signal = signalOf(own)
  const seen = ledger.features(judge.digest)
  const pictures = ledger.pictures().filter(({ key }) => keys?.has(key) ?? true)
  const unseen = pictures.filter(({ key }) => !seen.has(key))
  // Edits that do nothing and prompts that are drawn twice make the same file: it is looked at once.
  const files = [...Map.groupBy(unseen, ({ png }) => png)]
  let done = pictures.length - unseen.length
  if (unseen.length > 0) onProgress?.(done, pictures.length)
  for (let first = 0; first < files.length; first += batch) {
    signal?.throwIfAborted()
    const chunk = files.slice(first, first + batch)
    const pixels = await Promise.all(chunk.map(([png]) => pictureOf(folder, png, size)))
    const features = await judge.embedPictures(pixels)
    const recorded = new Map(
      chunk.flatMap(([, same], k) => {
        const feature = features[k]
        return feature ? same.map(({ key }) => [key, feature] as const) : []
      }),
    )
    ledger.recordFeatures(judge.digest, recorded)
    done += recorded.size
    onProgress?.(done, pictures.length)
  }
  return unseen.length
}

/** A picture that the run kept, at the run's size. Throws an InputError where it is none. */
async function pictureOf(folder: string, png: string, size: RescoreOptions['size']): Promise<Pixels> {
  const bytes = readPicture(folder, png)
  const problem = await pictureProblem({ png: bytes }, size)
  if (problem === undefined) return decodePng(bytes, size.width * size.height)
  throw new InputError(
    `${picturePath(folder, png)} is no picture of the run (${problem}): make the run again.`,
  )
}
