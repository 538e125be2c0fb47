import { existsSync } from 'node:fs'
import { type Ledger, readLedger } from './ledger.ts'
import { keepPicture, picturePath, readPicture } from './run-folder.ts'
import { editsOf, type Unit } from './unit.ts'

/** Pictures that are taken over at once. */
const CHUNK = 500

/**
 * Takes over from another run what this one would draw again: a unit's key says all that its picture depends on, so
 * the same key is the same picture. Only units that the other run's judge saw are taken and, where pictures are kept,
 * only those whose files it still has. Returns how many. Throws an InputError where `from` has no ledger.
 */
export function reuseUnits(
  units: readonly Unit[],
  {
    from,
    into,
    ledger,
    judge,
    keepPictures,
  }: {
    readonly from: string
    readonly into: string
    readonly ledger: Ledger
    readonly judge: string
    readonly keepPictures: boolean
  },
): number {
  return readLedger(from, (other) => {
    const features = other.features(judge)
    const pngs = new Map(other.pictures().map(({ key, png }) => [key, png]))
    const wanted = editsOf(units)
    const edits = other.edits().filter(({ id }) => wanted.has(id))
    const present = ledger.keys()
    const found = units.flatMap((unit) => {
      const [feature, png] = [features.get(unit.key), pngs.get(unit.key)]
      if (present.has(unit.key) || !feature || png === undefined) return []
      return !keepPictures || existsSync(picturePath(from, png)) ? [{ unit, feature, png }] : []
    })
    for (let first = 0; first < found.length; first += CHUNK) {
      const chunk = found.slice(first, first + CHUNK)
      if (keepPictures) for (const { png } of chunk) keepPicture(into, readPicture(from, png))
      ledger.record({ judge, pictures: chunk, edits, seconds: 0, at: Date.now() })
    }
    return found.length
  })
}
