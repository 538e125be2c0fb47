import { here, type RunningCell } from './running.ts'

/** Takes text that a cell wrote. */
export type Publish = (cell: RunningCell, name: 'stdout' | 'stderr', text: string) => void

/** How many writes within so many milliseconds go out one by one; beyond that, up to how many characters are gathered. */
const BURST = { milliseconds: 5, writes: 100, characters: 65_536 }

/** So many characters are one message at the most. */
const LONGEST = 8_000_000

/**
 * Takes what code writes to standard output and error, `console` included, each text for the cell that wrote it. A loop that
 * writes and writes has its text gathered for some milliseconds; else text goes out at once, since a loop that follows gives
 * no turn to a timer. Returns what publishes the rest: to be called before anything else is published.
 */
export function captureStreams(publish: Publish): () => void {
  let gathered: { readonly cell: RunningCell; readonly name: 'stdout' | 'stderr' } | undefined
  let text = ''
  let begun = 0
  let writes = 0
  function flush(): void {
    if (!gathered) return
    const { cell, name } = gathered
    const whole = text
    gathered = undefined
    text = ''
    // A text of half a gigabyte is none that a message can carry.
    for (let at = 0; at < whole.length; ) {
      const end = at + LONGEST
      // Not between the halves of a character.
      const next = /[\uD800-\uDBFF]/.test(whole[end - 1] ?? '') ? end - 1 : end
      publish(cell, name, whole.slice(at, next))
      at = next
    }
  }
  function write(name: 'stdout' | 'stderr', more: string): void {
    const cell = here()
    if (gathered && (gathered.cell.parent !== cell.parent || gathered.name !== name)) flush()
    if (!gathered) {
      gathered = { cell, name }
      if (writes > BURST.writes) setTimeout(flush, BURST.milliseconds)
    }
    text += more
    writes++
    const isLong = performance.now() - begun > BURST.milliseconds
    if (isLong || writes <= BURST.writes || text.length > BURST.characters) flush()
    if (!isLong) return
    begun = performance.now()
    writes = 1
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
