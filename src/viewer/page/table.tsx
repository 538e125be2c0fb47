import type { PageTable, SampleFilter } from '../page-data.ts'

/** Characters beyond which a text is broken into lines. */
const LONG = 22

/** A table of the report. A number opens the samples behind it. */
export function DataTable({
  table,
  open,
  titled = true,
}: {
  table: PageTable
  open: (filter: SampleFilter) => void
  titled?: boolean
}) {
  const { title, columns, rows, cells, notes } = table
  const numeric = columns.map((_, column) => rows.some((row) => figureOf(row[column] ?? '') !== undefined))
  const classes = columns.map((name, column) => {
    const isLong = rows.some((row) => (row[column]?.length ?? 0) > LONG)
    const kind = numeric[column] ? 'number' : isLong ? 'long' : ''
    return `${kind}${name.startsWith('paper ') ? ' paper' : ''}`
  })
  return (
    <section class="table">
      {titled && <h2 id={`table-${table.name}`}>{title}</h2>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section class="scroll" tabIndex={0} aria-label={title}>
        <table aria-label={title}>
          <thead>
            <tr>
              {columns.map((column, place) => (
                <th key={column} scope="col" class={numeric[place] ? 'number' : undefined}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, place) => (
              <tr key={place} class={row.some((text) => text?.includes('(paper)')) ? 'paper' : undefined}>
                {row.map((text, column) => {
                  const filter = cells[place]?.[column] ?? null
                  const name = [row.find(isWord), columns[column], text].filter(Boolean).join(', ')
                  const shown = <Figure text={text} />
                  const content =
                    filter && text !== null ? (
                      <button type="button" onClick={() => open(filter)} aria-label={`${name}: its samples`}>
                        {shown}
                      </button>
                    ) : (
                      shown
                    )
                  return column === 0 ? (
                    <th key={column} scope="row" class={text === rows[place - 1]?.[0] ? 'again' : undefined}>
                      {content}
                    </th>
                  ) : (
                    <td key={column} class={classes[column]}>
                      {content}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
    </section>
  )
}

/** A figure's parts, where a cell is one: `88.1`, ` ± 2.9`, `[85.0, 91.0]`. */
function figureOf(text: string): readonly [string, string, string] | undefined {
  const parts = /^([-−+]?[\d.,]+(?:e[-+]?\d+)?)( ± [\d.,]+)?( \[[^\]]*\])?$/.exec(text)
  return parts ? [parts[1] ?? '', parts[2] ?? '', parts[3] ?? ''] : undefined
}

const isWord = (text: string | null): boolean => text !== null && figureOf(text) === undefined

function Figure({ text }: { text: string | null }) {
  const parts = figureOf(text ?? '')
  if (!parts) return <>{text ?? ''}</>
  const [value, spread, interval] = parts
  return (
    <>
      <span class="value">{value}</span>
      {spread && <span class="spread">{spread}</span>}
      {interval && <span class="interval">{interval}</span>}
    </>
  )
}
