import ts from 'typescript'

/**
 * A cell's source as its file is parsed, each character in its place: without `export`, since each name of a cell is shared,
 * and with a comment for the `#!` of a script's first line.
 */
export function cellText(source: string): string {
  const whole = withoutShebang(source)
  if (!whole.includes('export')) return whole
  const file = ts.createSourceFile('cell.ts', whole, ts.ScriptTarget.ESNext)
  let text = whole
  const blank = (start: number, end: number) => {
    text = text.slice(0, start) + text.slice(start, end).replace(/\S/g, ' ') + text.slice(end)
  }
  for (const statement of file.statements) {
    if (ts.isExportAssignment(statement)) blank(statement.getStart(file), statement.expression.getStart(file))
    for (const modifier of ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [])
      if (modifier.kind === ts.SyntaxKind.ExportKeyword || modifier.kind === ts.SyntaxKind.DefaultKeyword)
        blank(modifier.getStart(file), modifier.end)
  }
  return text
}

/** What would not be first any more once something is put before it. */
export const withoutShebang = (source: string): string => source.replace(/^#!/, '//')
