import type { Executor, Work } from './executor.ts'
import { createLocalExecutor } from './local-executor.ts'
import type { Perform } from './perform.ts'
import { cutIntoBatches } from './run.ts'
import type { Unit } from './unit.ts'

/** How a machine's cores are shared out: sessions side by side, threads in each, pictures a batch. */
export interface Arrangement {
  readonly sessions: number
  readonly threads: number
  readonly batch: number
}

/** A model opened in an arrangement, ready to draw. */
export interface Station {
  readonly perform: Perform
  close(): Promise<void>
}

/** What a trial of an arrangement showed. */
export interface Trial {
  readonly arrangement: Arrangement
  readonly picturesPerSecond: number
}

export interface CalibrationOptions {
  readonly arrangements: readonly Arrangement[]
  readonly open: (arrangement: Arrangement) => Promise<Station>
  /** Called once with what was measured, best first. */
  readonly onChosen?: (trials: readonly Trial[]) => void
}

/** Trials may cost this share of a run at most; below it the first arrangement is taken as it is. */
const SHARE = 0.1

/**
 * Draws in whichever arrangement is fastest on this machine. It is found by trying each on pictures that the run needs
 * anyway, which is free to do because a picture's bytes do not depend on its batch, its session or the threads.
 */
export function createCalibratingExecutor({ arrangements, open, onChosen }: CalibrationOptions): Executor {
  const [first] = arrangements
  if (!first) throw new RangeError('There is no arrangement to draw in')
  return {
    async *execute(batches, signal) {
      let units = batches.flat()
      let best = first
      const costs = arrangements.map(({ sessions, batch }) => 3 * sessions * batch)
      if (arrangements.length > 1 && costs.reduce((sum, cost) => sum + cost, 0) < SHARE * units.length) {
        const trials: Trial[] = []
        for (const arrangement of arrangements) {
          const trial = yield* tryOut(arrangement, units, open, signal)
          units = units.slice(trial.drawn)
          trials.push({ arrangement, picturesPerSecond: trial.picturesPerSecond })
        }
        trials.sort((a, b) => b.picturesPerSecond - a.picturesPerSecond)
        best = trials[0]?.arrangement ?? first
        onChosen?.(trials)
      }
      const station = await open(best)
      try {
        yield* createLocalExecutor(station.perform, lanesOf(best)).execute(
          cutIntoBatches(units, best.batch),
          signal,
        )
      } finally {
        await station.close()
      }
    },
  }
}

/** One batch more than there are sessions: they stay busy while another's pictures are decoded and judged. */
export const lanesOf = ({ sessions }: Arrangement): number => sessions + 1

/** One batch a session to warm up, then two a session against the clock. */
async function* tryOut(
  arrangement: Arrangement,
  units: readonly Unit[],
  open: CalibrationOptions['open'],
  signal: AbortSignal | undefined,
): AsyncGenerator<Work, { readonly drawn: number; readonly picturesPerSecond: number }> {
  const { sessions, batch } = arrangement
  const warm = units.slice(0, sessions * batch)
  const timed = units.slice(warm.length, warm.length + 2 * sessions * batch)
  const station = await open(arrangement)
  const executor = createLocalExecutor(station.perform, lanesOf(arrangement))
  try {
    yield* executor.execute(cutIntoBatches(warm, batch), signal)
    const begun = performance.now()
    yield* executor.execute(cutIntoBatches(timed, batch), signal)
    const seconds = (performance.now() - begun) / 1000
    return { drawn: warm.length + timed.length, picturesPerSecond: timed.length / seconds }
  } finally {
    await station.close()
  }
}
