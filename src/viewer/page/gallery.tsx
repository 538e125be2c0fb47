import { useCallback, useEffect, useMemo, useRef } from 'preact/hooks'
import type { RunPage } from '../page-data.ts'
import { Detail } from './detail.tsx'
import { FilterBar } from './filter-bar.tsx'
import type { Index } from './filters.ts'
import { keyOf, type Query } from './query.ts'
import { SampleRow } from './sample-row.tsx'
import { sharesOf } from './shares.ts'
import { findSample, nameSample, type Store } from './store.ts'
import type { ChangeQuery } from './use-query.ts'
import { useWindow } from './use-window.ts'
import { scrollTo } from './window.ts'

/** The samples that pass the filters, in rows of which only those in view are made. */
export function Gallery({
  run,
  store,
  index,
  query,
  change,
}: {
  run: RunPage
  store: Store
  index: Index
  query: Query
  change: ChangeQuery
}) {
  const key = keyOf(query)
  // The key says whether a query finds other samples.
  const found = useMemo(() => index.select(query), [index, key])
  const shares = useMemo(() => sharesOf(run, store, found, query), [run, store, found, query.counts])
  const scroller = useRef<HTMLElement>(null)
  const { window, row, view } = useWindow(scroller, found.length)
  const open = query.sample === null ? undefined : findSample(store, query.sample)
  const current = useRef(-1)

  // Another set of samples is read from its beginning.
  const shown = useRef(key)
  useEffect(() => {
    if (shown.current === key) return
    shown.current = key
    current.current = -1
    if (scroller.current) scroller.current.scrollTop = 0
  }, [key])

  const show = useCallback(
    (sample: number) => change({ sample: nameSample(store, sample) }, true),
    [store, change],
  )
  const focusRow = useCallback(
    (place: number) => {
      const list = scroller.current
      if (!list || place < 0 || place >= found.length) return
      current.current = place
      list.scrollTop = scrollTo(place, found.length, row, list.scrollTop, view)
      // The row may be drawn only after the scroll.
      requestAnimationFrame(() =>
        requestAnimationFrame(() =>
          list.querySelector<HTMLElement>(`[data-place="${place}"] .open`)?.focus({ preventScroll: true }),
        ),
      )
    },
    [found, row, view],
  )
  const step = useCallback(
    (by: number) => {
      if (open !== undefined) {
        const place = found.indexOf(open) + by
        const next = found[place]
        if (next === undefined) return
        current.current = place
        change({ sample: nameSample(store, next) })
      } else {
        const first = Math.floor((scroller.current?.scrollTop ?? 0) / row)
        focusRow(current.current < 0 ? (by > 0 ? first : first - 1) : current.current + by)
      }
    },
    [open, found, store, change, focusRow, row],
  )
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (event.target instanceof Element && event.target.closest('input, select, textarea')) return
      const by = steps[event.key]
      if (by === undefined) return
      event.preventDefault()
      step(by)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [step])
  const close = useCallback(() => {
    change({ sample: null })
    if (current.current >= 0) focusRow(current.current)
  }, [change, focusRow])

  const rows = []
  for (let place = window.first; place < window.end; place++) {
    const sample = found[place]
    if (sample === undefined) break
    rows.push(
      <SampleRow
        key={place}
        {...{ run, store, sample, place, count: found.length, change }}
        open={() => {
          current.current = place
          show(sample)
        }}
      />,
    )
  }
  return (
    <main class={`gallery${run.comparison ? ' paired' : ''}`}>
      <FilterBar {...{ run, store, query, change, shares }} found={found.length} />
      <div class="list-head" aria-hidden="true">
        <span>before</span>
        {run.comparison ? (
          <>
            <span>{run.comparison.first}</span>
            <span>{run.comparison.second}</span>
          </>
        ) : (
          <span>after</span>
        )}
        <span>oracle</span>
        <span class="keys">
          <kbd>j</kbd> <kbd>k</kbd> next, previous · <kbd>Enter</kbd> open · <kbd>Esc</kbd> close
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section class="scroller" ref={scroller} aria-label="Samples" tabIndex={0}>
        {found.length === 0 ? (
          <p class="none">
            {store.size === 0 ? 'No sample is drawn yet.' : 'No sample passes these filters.'}
          </p>
        ) : (
          <ol class="samples" style={{ height: `${window.height}px` }}>
            <div class="drawn" role="presentation" style={{ transform: `translateY(${window.top}px)` }}>
              {rows}
            </div>
          </ol>
        )}
      </section>
      {open !== undefined && (
        <Detail
          {...{
            run,
            store,
            sample: open,
            place: found.indexOf(open),
            count: found.length,
            show,
            step,
            close,
          }}
        />
      )}
    </main>
  )
}

/** What keys move by. */
const steps: Readonly<Record<string, number>> = {
  j: 1,
  ArrowDown: 1,
  ArrowRight: 1,
  k: -1,
  ArrowUp: -1,
  ArrowLeft: -1,
}
