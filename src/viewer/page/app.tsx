import { useLayoutEffect, useRef } from 'preact/hooks'
import { formatCount } from './format.ts'
import { Gallery } from './gallery.tsx'
import { Header } from './header.tsx'
import { countChosen, type Query, type View } from './query.ts'
import { Report } from './report.tsx'
import { useQuery } from './use-query.ts'
import { useRun } from './use-run.ts'

/** The whole page: a header, and below it the report or the samples. */
export function App({ nonce }: { nonce: string }) {
  const { run, samples, reading, problem } = useRun()
  const [query, change] = useQuery()
  const places = useRef<Record<View, number>>({ report: 0, samples: 0 })
  const { view } = query
  // The report is found again where it was left.
  useLayoutEffect(() => {
    const element = document.scrollingElement
    if (element) element.scrollTop = places.current[view]
    const keep = (): void => {
      places.current[view] = document.scrollingElement?.scrollTop ?? 0
    }
    addEventListener('scroll', keep, { passive: true })
    return () => removeEventListener('scroll', keep)
  }, [view])
  useLayoutEffect(() => {
    if (run) document.title = run.title
  }, [run])

  if (!run) {
    return <main class="empty">{problem ? <p role="alert">{problem}</p> : <p>Reading the run…</p>}</main>
  }
  const edits = run.methods.filter(({ role }) => role === 'after')
  const tab = (name: View, label: string, also: Partial<Query> = {}) => (
    <button
      type="button"
      aria-current={view === name ? 'page' : undefined}
      onClick={() => change({ ...also, view: name, sample: null }, true)}
    >
      {label}
    </button>
  )
  // What an edit did is what is looked for, unless something else was chosen.
  const firstLook = countChosen(query) === 0 && edits.length === 1 ? { method: edits[0]?.name ?? null } : {}
  return (
    <div class={`app view-${view}`}>
      <Header run={run} problem={problem}>
        <nav aria-label="Views">
          {tab('report', 'Report')}
          {tab('samples', `Samples ${formatCount(run.samples)}`, view === 'report' ? firstLook : {})}
        </nav>
      </Header>
      {view === 'report' ? (
        <Report run={run} nonce={nonce} change={change} />
      ) : samples ? (
        <Gallery {...samples} query={query} change={change} />
      ) : (
        <main class="empty">
          <p>Reading the samples{reading ? `, ${reading.loaded} of ${reading.shards} files` : ''}…</p>
        </main>
      )}
    </div>
  )
}
