/**
 * The header and some entries of a CSV file, each just as it stands there. An entry begins on its row's line and ends
 * where the next begins; `rows` are those of all entries, in order.
 */
export function selectRows(text: string, rows: readonly number[], kept: ReadonlySet<number>): string {
  const lines = text.split('\n')
  const [first = lines.length + 1] = rows
  const taken = lines.slice(0, first - 1)
  for (const [k, row] of rows.entries()) {
    if (kept.has(row)) taken.push(...lines.slice(row - 1, (rows[k + 1] ?? lines.length + 1) - 1))
  }
  return `${taken.join('\n').replace(/\n+$/, '')}\n`
}
