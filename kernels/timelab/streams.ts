import { here, type RunningCell } from './running.ts'

/** Takes text that a cell wrote. */
export type Publish = (cell: RunningCell, name: 'stdout' | 'stderr', text: string) => void

/** How long text is gathered, in milliseconds, and how much of it. */
const GATHERED = { milliseconds: 5, characters: 65_536 }

/**
 * Takes what code writes to standard output and error, `console` included, each text for the cell that wrote it. Text that
 * follows on itself is gathered for some milliseconds, also in a loop that gives the event loop no turn. Returns what
 * publishes the rest at once: to be called before anything else is published.
 */
export function captureStreams(publish: Publish): () => void {
  let gathered:
    | { readonly cell: RunningCell; readonly name: 'stdout' | 'stderr'; readonly since: number }
    | undefined
  let text = ''
  function flush(): void {
    if (!gathered) return
    const { cell, name } = gathered
    const whole = text
    gathered = undefined
    text = ''
    publish(cell, name, whole)
  }
  function write(name: 'stdout' | 'stderr', more: string): void {
    const cell = here()
    if (gathered && (gathered.cell.parent !== cell.parent || gathered.name !== name)) flush()
    if (!gathered) {
      gathered = { cell, name, since: performance.now() }
      setTimeout(flush, GATHERED.milliseconds)
    }
    text += more
    const { milliseconds, characters } = GATHERED
    if (text.length > characters || performance.now() - gathered.since > milliseconds) flush()
  }
  for (const name of ['stdout', 'stderr'] as const) {
    // A character may come in two pieces.
    const decoder = new TextDecoder()
    process[name].write = ((chunk: string | Uint8Array, encoding?: unknown, callback?: unknown) => {
      write(name, typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))
      const done = typeof encoding === 'function' ? encoding : callback
      if (typeof done === 'function') process.nextTick(done)
      return true
    }) as typeof process.stdout.write
  }
  return flush
}
