import { sha256 } from '../digest.ts'
import { signalOf } from '../signal.ts'
import type { Executor } from './executor.ts'
import type { Ledger } from './ledger.ts'
import { keepPicture } from './run-folder.ts'
import type { Unit } from './unit.ts'

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
}

/** The units that the ledger lacks, in the plan's order, each once. */
export function pendingUnits(units: readonly Unit[], ledger: Ledger): readonly Unit[] {
  const seen = new Set(ledger.keys())
  return units.filter(({ key }) => {
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
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
  const pending = pendingUnits(units, ledger)
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
    done += pictures.length
    onProgress?.(done, total)
  }
}
