import type { RunPage } from '../page-data.ts'
import { countOf, formatCount } from './format.ts'
import { changes, countChosen, outcomes, type Query, type Sort, wholeRun } from './query.ts'
import type { NamedShare } from './shares.ts'
import type { Store } from './store.ts'
import type { ChangeQuery } from './use-query.ts'

/** What is chosen, what it comes to, and in which order it stands. */
export function FilterBar({
  run,
  store,
  query,
  change,
  found,
  shares,
}: {
  run: RunPage
  store: Store
  query: Query
  change: ChangeQuery
  /** How many samples pass. */
  found: number
  shares: readonly NamedShare[]
}) {
  const measures = [...new Set(run.prompts.map(({ measure }) => measure))]
  const kinds = [...new Set(run.entries.map(({ kind }) => kind))]
  const flag = (value: string): boolean | null => (value === '' ? null : value === 'true')
  const chosen = countChosen(query)
  return (
    <div class="filters">
      <details class="choices" open={!matchMedia('(max-width: 700px)').matches}>
        <summary>Filters{chosen > 0 && <b> {chosen}</b>}</summary>
        <div class="fields">
          <label class="search">
            <span>Prompt</span>
            <input
              type="search"
              placeholder="words of a prompt"
              value={query.text}
              onInput={(event) => change({ text: event.currentTarget.value })}
            />
          </label>
          <Choice
            label="Method"
            value={query.method}
            options={run.methods.map(({ name }) => [name, name])}
            choose={(method) => change({ method: method || null })}
          />
          <Choice
            label="Measure"
            value={query.measures}
            options={measures.map((name) => [name, name])}
            choose={(measure) => change({ measures: measure ? [measure] : null })}
          />
          <Choice
            label="Kind"
            value={query.kind}
            options={kinds.map((name) => [name, name])}
            choose={(kind) => change({ kind: kind || null })}
          />
          <Choice
            label="Edit"
            value={query.entries}
            options={run.entries.map(({ source, destination }, i) => [
              String(i),
              `${source} → ${destination}`,
            ])}
            choose={(entry) => change({ entries: entry === '' ? null : [Number(entry)] })}
          />
          <Choice
            label="Outcome"
            value={query.outcome}
            options={outcomes.map((name) => [name, name])}
            choose={(outcome) => change({ outcome: outcome === '' ? null : (outcome as Query['outcome']) })}
          />
          <Choice
            label="Prompt class"
            value={query.named}
            options={[
              ['true', 'names the source'],
              ['false', 'does not name it'],
            ]}
            choose={(named) => change({ named: flag(named) })}
          />
          <Choice
            label="Noun"
            value={query.intact}
            options={[
              ['true', 'still its own noun'],
              ['false', 'no longer'],
            ]}
            choose={(intact) => change({ intact: flag(intact) })}
          />
          <Choice
            label="Seed"
            value={query.seed}
            options={store.seeds.map((seed) => [String(seed), String(seed)])}
            choose={(seed) => change({ seed: seed === '' ? null : Number(seed) })}
          />
          {run.comparison && (
            <Choice
              label="Change"
              value={query.change}
              options={changes.map((name) => [name, name])}
              choose={(to) => change({ change: to === '' ? null : (to as Query['change']) })}
            />
          )}
        </div>
      </details>
      <div class="found">
        <p role="status">
          <b>{countOf(found, 'sample')}</b>
          {found < store.size && <> of {formatCount(store.size)}</>}
          {shares.map((share) => (
            <Share key={share.name} {...share} />
          ))}
        </p>
        <button
          type="button"
          class="worst"
          aria-pressed={query.sort === 'worst'}
          onClick={() => change({ sort: query.sort === 'worst' ? 'plan' : 'worst' })}
        >
          Worst cases
        </button>
        <label class="sort">
          <span>Order</span>
          <select
            value={query.sort}
            onChange={(event) => change({ sort: event.currentTarget.value as Sort })}
          >
            <option value="plan">as planned</option>
            <option value="worst">worst margin first</option>
            <option value="best">best margin first</option>
            <option value="entry">by edit</option>
            <option value="seed">by seed</option>
          </select>
        </label>
        <button
          type="button"
          disabled={chosen === 0}
          onClick={() => change({ ...wholeRun, view: 'samples', sort: query.sort }, true)}
        >
          Clear
        </button>
      </div>
    </div>
  )
}

function Share({ name, summary: { share, sd, ties }, words }: NamedShare) {
  if (share === null) return null
  return (
    <span class="share">
      {' '}
      · {name && <>{name} </>}
      <b>{share.toFixed(1)} %</b>
      {sd !== null && <> ± {sd.toFixed(1)}</>} {words}
      {ties > 0 && <>, {countOf(ties, 'tie')}</>}
    </span>
  )
}

function Choice({
  label,
  value,
  options,
  choose,
}: {
  label: string
  value: string | number | boolean | readonly (string | number)[] | null
  options: readonly (readonly [value: string, label: string])[]
  choose: (value: string) => void
}) {
  // A number may open several at once, and a link may name what is not there (yet).
  const other = value !== null && !options.some(([key]) => key === String(value))
  return (
    <label class={value === null ? undefined : 'set'}>
      <span>{label}</span>
      <select
        value={value === null ? '' : String(value)}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">any</option>
        {other && (
          <option value={String(value)}>
            {Array.isArray(value) && value.length > 1 ? `${value.length} of them` : String(value)}
          </option>
        )}
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
