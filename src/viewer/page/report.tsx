import type { RunPage, SampleFilter } from '../page-data.ts'
import { Copyable } from './copyable.tsx'
import { Charts, Figures } from './figures.tsx'
import { queryOf } from './query.ts'
import { DataTable } from './table.tsx'
import type { ChangeQuery } from './use-query.ts'

/** Warnings, tables, charts and figures, and how the run is made again. */
export function Report({ run, nonce, change }: { run: RunPage; nonce: string; change: ChangeQuery }) {
  const open = (filter: SampleFilter): void => change(queryOf(filter), true)
  const [main, ...others] = run.tables.filter(({ long }) => !long)
  const long = run.tables.filter((table) => table.long)
  return (
    <main class="report-view">
      {run.warnings.length > 0 && (
        <ul class="warnings" aria-label="What to know">
          {run.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      {run.comparison && (
        <section aria-label="The two runs, paired">
          <p class="versus">
            <b>{run.comparison.first}</b> against <b>{run.comparison.second}</b>, on the same samples
          </p>
          {run.comparison.tables.map((table) => (
            <DataTable key={table.name} table={table} open={open} />
          ))}
        </section>
      )}
      {main && <DataTable table={main} open={open} />}
      <Charts charts={run.charts} />
      {others.map((table) => (
        <DataTable key={table.name} table={table} open={open} />
      ))}
      <Figures figures={run.figures} nonce={nonce} />
      {long.map((table) => (
        <details key={table.name} class="fold">
          <summary>
            {table.title} <small>{table.rows.length} rows</small>
          </summary>
          <DataTable table={table} open={open} titled={false} />
        </details>
      ))}
      <details class="fold">
        <summary>Settings</summary>
        <dl class="settings">
          {run.settings.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
      <section>
        <h2>The command that makes this {run.comparison ? 'page' : 'run'} again</h2>
        <Copyable text={run.command} label="Copy the command that makes it again" />
      </section>
    </main>
  )
}
