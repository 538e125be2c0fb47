import type { Executor, Work } from './executor.ts'
import type { Perform } from './perform.ts'
import type { Unit } from './unit.ts'

/**
 * Performs batches in this process, `lanes` at once: each lane's denoiser runs in a worker thread of its own,
 * and one lane more than there are sessions keeps them busy while another's pictures are decoded and judged.
 */
export function createLocalExecutor(perform: Perform, lanes: number): Executor {
  return {
    async *execute(batches, signal) {
      const stop = new AbortController()
      const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
      const waiting = batches.values()
      const running = new Map<readonly Unit[], Promise<readonly [readonly Unit[], Work]>>()
      const begin = () => {
        const { value: batch, done } = waiting.next()
        if (done) return
        running.set(
          batch,
          perform(batch, either).then((work) => [batch, work] as const),
        )
      }
      try {
        for (let lane = 0; lane < lanes; lane++) begin()
        while (running.size > 0) {
          const [batch, work] = await Promise.race(running.values())
          running.delete(batch)
          begin()
          yield work
        }
      } finally {
        stop.abort()
        await Promise.allSettled(running.values())
      }
    },
  }
}
