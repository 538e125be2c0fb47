import { useEffect, useState } from 'preact/hooks'
import type { RunPage } from '../page-data.ts'
import { createIndex, type Index } from './filters.ts'
import { loadRun, loadShards } from './load.ts'
import { createStore, type Store } from './store.ts'

/** What has been read of a run so far. */
export interface Loaded {
  readonly run?: RunPage
  readonly samples?: { readonly run: RunPage; readonly store: Store; readonly index: Index }
  /** Files of samples read, while they are. */
  readonly reading?: { readonly loaded: number; readonly shards: number }
  readonly problem?: string
}

/** How often a run that goes on is looked at again, in milliseconds. */
const AGAIN = 3000
/** Reading again takes at most this share of the time. */
const SHARE = 0.1

/** Reads the run beside the page, and again while it goes on. */
export function useRun(): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({})
  useEffect(() => {
    let ended = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let last: RunPage | undefined
    const read = async (): Promise<void> => {
      const began = performance.now()
      try {
        const run = await loadRun()
        if (ended) return
        if (run.status.written === last?.status.written) {
          // What could not be read before was not needed.
          setLoaded(({ problem: _, ...before }) => before)
        } else {
          // What was read before is shown till the new is whole, so that a reader keeps the place.
          setLoaded(({ samples }) => (samples ? { run, samples } : { run }))
          const first = last === undefined
          const shards = await loadShards(run, (loaded) => {
            if (first && !ended) setLoaded({ run, reading: { loaded, shards: run.shards } })
          })
          if (ended) return
          const store = createStore(run, shards)
          setLoaded({ run, samples: { run, store, index: createIndex(run, store) } })
          last = run
        }
      } catch (error) {
        if (ended) return
        const problem = error instanceof Error ? error.message : String(error)
        setLoaded((before) => ({ ...before, problem }))
      }
      const state = last?.status.state
      if (state === 'finished' || state === 'stopped') return
      timer = setTimeout(read, Math.max(AGAIN, (performance.now() - began) / SHARE))
    }
    void read()
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [])
  return loaded
}
