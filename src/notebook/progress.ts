import { randomUUID } from 'node:crypto'
import { formatDuration } from '../duration.ts'
import { startProgress } from '../progress.ts'
import { significant } from '../significant.ts'
import { notebookHost } from './host.ts'

export interface ProgressOptions {
  /** How many there will be; taken from the iterable where it knows its length or size. */
  readonly total?: number
  /** What is being done: `Drawing`. */
  readonly title?: string
}

/**
 * Yields what `iterable` yields, and shows under the cell, in place, how many that were, at what rate, and the time
 * left; a line remains in the end. Outside a notebook the same goes to standard error.
 */
export function progress<Item>(iterable: AsyncIterable<Item>, options?: ProgressOptions): AsyncGenerator<Item>
export function progress<Item>(iterable: Iterable<Item>, options?: ProgressOptions): Generator<Item>
export function progress<Item>(
  iterable: Iterable<Item> | AsyncIterable<Item>,
  { total = lengthOf(iterable), title = 'Progress' }: ProgressOptions = {},
): Generator<Item> | AsyncGenerator<Item> {
  const begin = () => {
    const { update, stop } = startLine(title)
    let done = 0
    update(0, total)
    return {
      one: () => {
        done++
        update(done, total)
      },
      stop,
    }
  }
  return isAsync(iterable) ? countLater(iterable, begin) : count(iterable, begin)
}

/**
 * For `onProgress` of whatever reports it (`draw`, `generate`, `reproduce`): shows it as `progress` does.
 * One bar shows one task, which is over once all of it is done.
 */
export function progressBar(title = 'Progress'): (done: number, total: number) => void {
  let line: ReturnType<typeof startLine> | undefined
  return (done, total) => {
    line ??= startLine(title)
    line.update(done, total)
    if (done < total) return
    line.stop()
    line = undefined
  }
}

type Begin = () => { readonly one: () => void; readonly stop: () => void }

function* count<Item>(iterable: Iterable<Item>, begin: Begin): Generator<Item> {
  const { one, stop } = begin()
  try {
    for (const item of iterable) {
      yield item
      one()
    }
  } finally {
    stop()
  }
}

async function* countLater<Item>(iterable: AsyncIterable<Item>, begin: Begin): AsyncGenerator<Item> {
  const { one, stop } = begin()
  try {
    for await (const item of iterable) {
      yield item
      one()
    }
  } finally {
    stop()
  }
}

/** Milliseconds between two drawings of a line. */
const PAUSE = 100

/** A line that shows how far something is, until it is stopped: then what it came to. */
function startLine(title: string) {
  const host = notebookHost()
  if (!host) {
    const bar = startProgress(title)
    return {
      update: (done: number, total: number | undefined) => {
        if (total) bar.update(done, total)
      },
      stop: () => bar.stop(),
    }
  }
  const id = randomUUID()
  const begun = performance.now()
  let drawn = Number.NEGATIVE_INFINITY
  let state: State = { done: 0, total: undefined, seconds: 0 }
  const draw = (text: string, update: boolean) =>
    host.display({ data: { 'text/plain': text } }, { id, update })
  return {
    update(done: number, total: number | undefined) {
      const now = performance.now()
      state = { done, total, seconds: (now - begun) / 1000 }
      if (now - drawn < PAUSE) return
      draw(runningLine(title, state), drawn > 0)
      drawn = now
    },
    stop() {
      const seconds = (performance.now() - begun) / 1000
      draw(finalLine(title, { ...state, seconds }), drawn > 0)
    },
  }
}

interface State {
  readonly done: number
  readonly total: number | undefined
  readonly seconds: number
}

const WIDTH = 24

/** `Drawing ████░░░░ 6 of 24, 3.1 a second, 6 sec to go`; without a total the count alone. */
export function runningLine(title: string, { done, total, seconds }: State): string {
  const rate = done > 0 && seconds > 0 ? done / seconds : undefined
  const pace = rate === undefined ? '' : `, ${rateText(rate)}`
  if (!total) return `${title} ${done}${pace}`
  const filled = Math.round(Math.min(1, done / total) * WIDTH)
  const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled)
  const left = rate === undefined ? '' : `, ${formatDuration((total - done) / rate)} to go`
  return `${title} ${bar} ${done} of ${total}${pace}${left}`
}

/** `Drawing: 24 in 8 sec, 3.0 a second`; says so where it was stopped before its end. */
export function finalLine(title: string, { done, total, seconds }: State): string {
  const stopped = total !== undefined && done < total
  const pace = done > 0 && seconds > 0 ? `, ${rateText(done / seconds)}` : ''
  return `${title}: ${stopped ? `stopped after ${done} of ${total}` : done} in ${formatDuration(seconds)}${pace}`
}

const rateText = (rate: number): string =>
  rate >= 1 ? `${significant(rate, rate < 100 ? 2 : 3)} a second` : `${significant(1 / rate, 2)} seconds each`

const isAsync = <Item>(iterable: Iterable<Item> | AsyncIterable<Item>): iterable is AsyncIterable<Item> =>
  Symbol.asyncIterator in iterable

function lengthOf(iterable: object): number | undefined {
  if ('length' in iterable && typeof iterable.length === 'number') return iterable.length
  return 'size' in iterable && typeof iterable.size === 'number' ? iterable.size : undefined
}
