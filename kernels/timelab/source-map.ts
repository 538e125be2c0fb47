import type { Rendered } from './edits.ts'

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** A number in the base64 variable-length form of source maps: 5 bits a digit, the sign in the lowest bit. */
function vlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1
  let text = ''
  do {
    const digit = rest & 31
    rest >>>= 5
    text += DIGITS[rest > 0 ? digit | 32 : digit]
  } while (rest > 0)
  return text
}

/** Column of each code unit: its distance from the line break before it. */
const columnIn = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1)

/**
 * Puts `prefix` before the first line of an edited text, and a source map inline after the last. Edits keep lines, so the
 * map says columns: one entry at each word that was there before, one at each piece that was put in.
 */
export function withSourceMap(prefix: string, edited: Rendered, original: string, source: string): string {
  const { text, anchors } = edited
  const lines: string[][] = text.split('\n').map(() => [])
  let line = 0
  let lineStart = 0
  let lastColumn = 0
  let sourceLine = 0
  let sourceColumn = 0
  const add = (at: number, from: number) => {
    for (
      let next = text.indexOf('\n', lineStart);
      next >= 0 && next < at;
      next = text.indexOf('\n', lineStart)
    ) {
      lineStart = next + 1
      line++
      lastColumn = 0
    }
    const column = at - lineStart + (line === 0 ? prefix.length : 0)
    const column0 = columnIn(original, from)
    lines[line]!.push(
      vlq(column - lastColumn) + vlq(0) + vlq(line - sourceLine) + vlq(column0 - sourceColumn),
    )
    lastColumn = column
    sourceLine = line
    sourceColumn = column0
  }
  for (let index = 0; index < anchors.length; index += 2) {
    const { edited: from, original: base } = anchors[index]!
    const put = anchors[index + 1]
    const until = put?.edited ?? text.length
    for (const { index: at } of text.slice(from, until).matchAll(/[\w$]+|[^\s\w$]/g))
      add(from + at, base + at)
    if (put) add(put.edited, put.original)
  }
  const map = {
    version: 3,
    sources: [source],
    sourcesContent: [original],
    names: [],
    mappings: lines.map((entries) => entries.join(',')).join(';'),
  }
  const data = Buffer.from(JSON.stringify(map)).toString('base64')
  return `${prefix}${text}\n//# sourceMappingURL=data:application/json;base64,${data}`
}
