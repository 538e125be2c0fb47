import type { Rendered } from './edits.ts'
import { lineStarts, placeIn } from './offsets.ts'

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

/**
 * Puts `prefix` before the first line of an edited text, and a source map inline after the last: one entry at each word that
 * was there before, one at each piece that was put in.
 */
export function withSourceMap(prefix: string, edited: Rendered, original: string, source: string): string {
  const { text, anchors } = edited
  const starts = lineStarts(text)
  const originals = lineStarts(original)
  const lines: string[][] = starts.map(() => [])
  let last = { line: -1, column: 0 }
  let from = { line: 0, column: 0 }
  const add = (at: number, before: number) => {
    const found = placeIn(starts, at)
    const place = { ...found, column: found.column + (found.line === 0 ? prefix.length : 0) }
    const was = placeIn(originals, before)
    const column = place.column - (place.line === last.line ? last.column : 0)
    lines[place.line]!.push(vlq(column) + vlq(0) + vlq(was.line - from.line) + vlq(was.column - from.column))
    last = place
    from = was
  }
  for (const [index, { edited: at, original: was, kept }] of anchors.entries()) {
    if (!kept) {
      add(at, was)
      continue
    }
    const until = anchors[index + 1]?.edited ?? text.length
    for (const word of text.slice(at, until).matchAll(/[\w$]+|[^\s\w$]/g))
      add(at + word.index, was + word.index)
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
