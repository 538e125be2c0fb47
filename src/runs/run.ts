import { sha256 } from '../digest.ts'
import { signalOf } from '../signal.ts'
import type { Executor, SolvedEdit } from './executor.ts'
import type { Ledger } from './ledger.ts'
import { keepPicture, losePictures } from './run-folder.ts'
import { editId, type Unit } from './unit.ts'

export interface RunOptions {
  readonly folder: string
  readonly ledger: Ledger
  /** Digest of the judge that the executor asks. */
  readonly judge: string
  readonly executor: Executor
  /** Units a batch. */
  readonly batch: number
  readonly keepPictures: boolean
  readonly signal?: AbortSignal
  /** Called after each batch that was recorded, with pictures done and to do over the whole plan. */
  readonly onProgress?: (done: number, total: number) => void
  /** Hears a sentence where pictures that were kept are drawn again. */
  readonly onNotice?: (notice: string) => void
  /** Called with the edits that a batch solved. */
  readonly onEdits?: (edits: readonly SolvedEdit[]) => void
}

/**
 * The units of a plan that are still to be drawn, in its order, each once: those that are not drawn or not seen by the
 * judge, those that are `lost`, and one of each edit that is not recorded.
 */
export function pendingUnits(
  units: readonly Unit[],
  ledger: Ledger,
  judge: string,
  lost: ReadonlySet<string> = new Set(),
): readonly Unit[] {
  const done = ledger.keys(judge)
  const edits = new Set(ledger.edits().map(({ id }) => id))
  const seen = new Set<string>()
  return units.filter(({ key, edit }) => {
    if (seen.has(key)) return false
    seen.add(key)
    const id = edit && editId(edit)
    if (done.has(key) && !lost.has(key) && (id === null || edits.has(id))) return false
    if (id !== null) edits.add(id)
    return true
  })
}

/** Keys of units whose pictures were kept and are not there any more; what lies in their place is removed. */
function lostUnits(folder: string, units: readonly Unit[], ledger: Ledger): ReadonlySet<string> {
  const planned = new Set(units.map(({ key }) => key))
  const kept = ledger.pictures().filter(({ key }) => planned.has(key))
  const lost = losePictures(folder, new Set(kept.map(({ png }) => png)))
  return new Set(kept.filter(({ png }) => lost.has(png)).map(({ key }) => key))
}

/** Cuts units into batches, whatever prompts, seeds and edits fall together. */
export function cutIntoBatches(units: readonly Unit[], batch: number): readonly (readonly Unit[])[] {
  return Array.from({ length: Math.ceil(units.length / batch) }, (_, k) =>
    units.slice(k * batch, (k + 1) * batch),
  )
}

/**
 * Draws what a plan still lacks and records it batch by batch, pictures first: what the ledger names is on the disk.
 * A run that was cut off, however that was, goes on when this is called again, and loses the batches in flight at most.
 */
export async function runUnits(units: readonly Unit[], options: RunOptions): Promise<void> {
  const { folder, ledger, executor, keepPictures, onProgress } = options
  const signal = signalOf(options.signal)
  const total = new Set(units.map(({ key }) => key)).size
  const lost = keepPictures ? lostUnits(folder, units, ledger) : new Set<string>()
  if (lost.size > 0) {
    options.onNotice?.(
      `${lost.size.toLocaleString('en')} pictures of the run are gone or are not what was drawn: they are drawn again.`,
    )
  }
  const pending = pendingUnits(units, ledger, options.judge, lost)
  const byKey = new Map(pending.map((unit) => [unit.key, unit]))
  let done = total - pending.length
  if (pending.length === 0) return
  onProgress?.(done, total)
  for await (const { outcomes, edits, seconds } of executor.execute(
    cutIntoBatches(pending, options.batch),
    signal,
  )) {
    const pictures = outcomes.flatMap(({ key, png, feature }) => {
      const unit = byKey.get(key)
      if (!unit) throw new Error(`unreachable: no unit of this run has the key ${key}`)
      return [{ unit, png: keepPictures ? keepPicture(folder, png) : sha256(png), feature }]
    })
    ledger.record({ judge: options.judge, pictures, edits, seconds, at: Date.now() })
    options.onEdits?.(edits)
    done += pictures.length
    onProgress?.(done, total)
  }
}
