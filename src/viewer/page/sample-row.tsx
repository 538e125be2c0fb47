import type { RunPage } from '../page-data.ts'
import { RowPictures } from './row-pictures.tsx'
import type { Store } from './store.ts'
import type { ChangeQuery } from './use-query.ts'
import { whyOf } from './why.ts'

/** One sample: its pictures side by side, and why it counted as it did. */
export function SampleRow({
  run,
  store,
  sample,
  place,
  count,
  open,
  change,
}: {
  run: RunPage
  store: Store
  sample: number
  place: number
  count: number
  open: () => void
  change: ChangeQuery
}) {
  const prompt = run.prompts[store.prompt[sample]!]!
  const entry = run.entries[prompt.entry]!
  const method = run.methods[store.method[sample]!]!
  const seed = store.seed[sample]!
  const kept = prompt.measure === 'specificity'
  return (
    <li class="sample" data-place={place} aria-setsize={count} aria-posinset={place + 1}>
      <button type="button" class="pictures" tabIndex={-1} onClick={open}>
        <RowPictures run={run} store={store} sample={sample} />
      </button>
      <div class="words">
        <p class="prompt">
          <button type="button" class="open" onClick={open}>
            {prompt.prompt}
          </button>
          <span class="arrow"> {kept ? 'not' : '→'} </span>
          <span class="destination">{prompt.destination}</span>
        </p>
        <Verdicts run={run} store={store} sample={sample} />
        <p class="facts">
          <span>{prompt.measure}</span>
          <span>seed {seed}</span>
          <span>{method.name}</span>
          {!store.intact[sample] && <span class="broken">no longer its noun</span>}
          {!prompt.named && !kept && <span>does not name the source</span>}
          <button type="button" class="quiet" onClick={() => change({ entries: [prompt.entry] }, true)}>
            {entry.source} → {entry.destination}
          </button>
          <span>{entry.kind}</span>
        </p>
      </div>
    </li>
  )
}

/** Why a sample counted as it did, in both runs where two are compared. */
export function Verdicts({ run, store, sample }: { run: RunPage; store: Store; sample: number }) {
  const { measure } = run.prompts[store.prompt[sample]!]!
  return (
    <>
      <Verdict
        measure={measure}
        success={store.success[sample] === 1}
        margin={store.margin[sample]!}
        widest={store.widest}
        name={run.comparison?.first}
      />
      {run.comparison && store.second && (
        <Verdict
          measure={measure}
          success={store.second.success[sample] === 1}
          margin={store.second.margin[sample]!}
          widest={store.widest}
          name={run.comparison.second}
        />
      )}
    </>
  )
}

/** Why it counted: a mark, a bar of the margin, and words. */
function Verdict({
  measure,
  success,
  margin,
  widest,
  name,
}: {
  measure: 'efficacy' | 'generality' | 'specificity'
  success: boolean
  margin: number
  /** The margin that fills half of the bar. */
  widest: number
  name?: string | undefined
}) {
  const length = widest === 0 ? 0 : Math.min(50, (50 * Math.abs(margin)) / widest)
  return (
    <p class={`verdict ${success ? 'success' : 'failure'}`}>
      <span class="mark" aria-hidden="true">
        {success ? '✓' : '✗'}
      </span>
      <span class="bar" aria-hidden="true">
        <span style={{ width: `${length}%`, left: margin < 0 ? `${50 - length}%` : '50%' }} />
      </span>
      {name && <b>{name} </b>}
      {whyOf(measure, success, margin)}
    </p>
  )
}
