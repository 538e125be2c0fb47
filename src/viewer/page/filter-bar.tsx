import type { RunPage } from '../page-data.ts'
import type { Summary } from './filters.ts'
import { countOf, formatCount } from './format.ts'
import { type Query, type Sort, wholeRun } from './query.ts'
import type { Store } from './store.ts'
import type { ChangeQuery } from './use-query.ts'

/** What is chosen, what it comes to, and in which order it stands. */
export function FilterBar({
  run,
  store,
  query,
  change,
  summary,
  second,
}: {
  run: RunPage
  store: Store
  query: Query
  change: ChangeQuery
  summary: Summary
  second: Summary | undefined
}) {
  const measures = [...new Set(run.prompts.map(({ measure }) => measure))]
  const kinds = [...new Set(run.entries.map(({ kind }) => kind))]
  const flag = (value: string): boolean | null => (value === '' ? null : value === 'true')
  const chosen = Object.entries(query).filter(
    ([name, value]) => !['view', 'sort', 'sample'].includes(name) && value !== wholeRun[name as keyof Query],
  ).length
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
            value={query.measure}
            options={measures.map((name) => [name, name])}
            choose={(measure) => change({ measure: measure || null })}
          />
          <Choice
            label="Kind"
            value={query.kind}
            options={kinds.map((name) => [name, name])}
            choose={(kind) => change({ kind: kind || null })}
          />
          <Choice
            label="Edit"
            value={query.entry}
            options={run.entries.map(({ source, destination }, i) => [
              String(i),
              `${source} → ${destination}`,
            ])}
            choose={(entry) => change({ entry: entry === '' ? null : Number(entry) })}
          />
          <Choice
            label="Outcome"
            value={query.outcome}
            options={[
              ['success', 'success'],
              ['failure', 'failure'],
              ['tie', 'tie'],
            ]}
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
              options={[
                ['gained', 'gained'],
                ['lost', 'lost'],
                ['same', 'same'],
              ]}
              choose={(to) => change({ change: to === '' ? null : (to as Query['change']) })}
            />
          )}
        </div>
      </details>
      <div class="found">
        <p role="status">
          <b>{countOf(summary.samples, 'sample')}</b>
          {summary.samples < store.size && <> of {formatCount(store.size)}</>}
          <Share summary={summary} name={run.comparison?.first} />
          {second && <Share summary={second} name={run.comparison?.second} />}
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

function Share({ summary: { share, sd, ties }, name }: { summary: Summary; name: string | undefined }) {
  if (share === null) return null
  return (
    <span class="share">
      {' '}
      · {name && <>{name} </>}
      <b>{share.toFixed(1)} %</b>
      {sd !== null && <> ± {sd.toFixed(1)}</>} succeed
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
  value: string | number | boolean | null
  options: readonly (readonly [value: string, label: string])[]
  choose: (value: string) => void
}) {
  return (
    <label class={value === null ? undefined : 'set'}>
      <span>{label}</span>
      <select
        value={value === null ? '' : String(value)}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">any</option>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
