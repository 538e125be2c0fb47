import { featureProblem, type Likeness, pictureProblem } from './check-work.ts'
import { type Ledger, readLedger } from './ledger.ts'
import { keepPicture, readPicture } from './run-folder.ts'
import { editId, editsOf, type Unit } from './unit.ts'

export interface ReuseOptions {
  /** The other run's folder. */
  readonly from: string
  readonly into: string
  readonly ledger: Ledger
  readonly judge: string
  readonly likeness: Likeness
  readonly keepPictures: boolean
  /** Hears of records and pictures that are not taken because they are not what they should be. */
  readonly onNotice?: (notice: string) => void
}

/** Pictures that are taken over at once. */
const CHUNK = 500

/**
 * Takes over from another run what this one would draw again: a unit's key says all that its picture depends on, so
 * the same key is the same picture. Only units that the other run's judge saw are taken and, where pictures are kept,
 * only those whose files it still has. All is checked as what comes from outside: a picture or a feature that is none of
 * this run's is left to be drawn. Returns how many were taken. Throws an InputError where `from` has no ledger.
 */
export async function reuseUnits(units: readonly Unit[], options: ReuseOptions): Promise<number> {
  const { from, into, ledger, judge, likeness, keepPictures, onNotice } = options
  const { found, edits, damage } = readLedger(from, (other) => {
    const features = other.features(judge)
    const pngs = new Map(other.pictures().map(({ key, png }) => [key, png]))
    const wanted = editsOf(units)
    const present = ledger.keys(judge)
    return {
      edits: other.edits().filter(({ id, spec }) => wanted.has(id) && editId(spec) === id),
      found: units.flatMap((unit) => {
        const [feature, png] = [features.get(unit.key), pngs.get(unit.key)]
        return present.has(unit.key) || !feature || png === undefined ? [] : [{ unit, feature, png }]
      }),
      damage: other.damage(),
    }
  })
  if (damage !== undefined) onNotice?.(`${from}: ${damage}`)
  const problems: string[] = []
  let taken = 0
  for (let first = 0; first < found.length; first += CHUNK) {
    const chunk = found.slice(first, first + CHUNK)
    const checked = await Promise.all(
      chunk.map(async (each) => {
        const picture = keepPictures ? await pictureOf(from, each.png, likeness) : {}
        const problem = featureProblem(each.feature, likeness.features) ?? picture.problem
        if (problem !== undefined) problems.push(problem)
        return problem === undefined ? [{ ...each, bytes: picture.bytes }] : []
      }),
    )
    const pictures = checked.flat()
    for (const { bytes } of pictures) if (bytes) keepPicture(into, bytes)
    if (pictures.length > 0) ledger.record({ judge, pictures, edits, seconds: 0, at: Date.now() })
    taken += pictures.length
  }
  if (problems.length > 0) {
    onNotice?.(
      `${problems.length.toLocaleString('en')} pictures of ${from} are not taken over (${problems[0]}): they are drawn again.`,
    )
  }
  return taken
}

/** A picture that a run kept, or why it cannot be taken. */
async function pictureOf(
  from: string,
  digest: string,
  likeness: Likeness,
): Promise<{ readonly bytes?: Uint8Array; readonly problem?: string }> {
  let bytes: Uint8Array
  try {
    bytes = readPicture(from, digest)
  } catch {
    return { problem: 'a file is gone, or is not what was drawn' }
  }
  const problem = await pictureProblem({ png: bytes }, likeness)
  return problem === undefined ? { bytes } : { problem }
}
