import type { ShownTable } from '../experiments/report-formats.ts'

/** Text as HTML that shows it letter by letter: never markup, also inside quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/**
 * A table of text as HTML. It has no style sheet, which a code host would strip: `align` is for there, and `style`
 * for notebooks, whose own rules outweigh `align`; there a table that is wider than its place scrolls within it.
 */
export function htmlTable({ head, cells, numeric }: ShownTable): string {
  const cell = (tag: 'th' | 'td') => (text: string, column: number) => {
    const style = numeric[column] ? 'text-align: right; white-space: nowrap' : 'text-align: left'
    return `<${tag} align="${numeric[column] ? 'right' : 'left'}" style="${style}">${escapeHtml(text)}</${tag}>`
  }
  const line = (tag: 'th' | 'td', texts: readonly string[]) => `<tr>${texts.map(cell(tag)).join('')}</tr>`
  return [
    '<div style="overflow-x: auto">',
    '<table>',
    ...(head.some((name) => name !== '') ? [`<thead>${line('th', head)}</thead>`] : []),
    '<tbody>',
    ...cells.map((row) => line('td', row)),
    '</tbody>',
    '</table>',
    '</div>',
  ].join('\n')
}
