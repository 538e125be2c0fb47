/** The protocol counts cursors in code points; TypeScript in UTF-16 units. */
export function codePoints(code: string, offset: number): number {
  const end = Math.min(offset, code.length)
  let count = 0
  for (let at = 0; at < end; at += widthAt(code, at)) count++
  return count
}

/** The UTF-16 units before the code point `position`; all of them where it is not a number. */
export function units(code: string, position: unknown): number {
  if (typeof position !== 'number' || Number.isNaN(position)) return code.length
  let at = 0
  for (let count = 0; count < position && at < code.length; count++) at += widthAt(code, at)
  return at
}

const widthAt = (code: string, at: number): number => ((code.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)

/** Where each line of a text begins. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Line and column of a place, both from 0. */
export function placeIn(
  starts: readonly number[],
  at: number,
): { readonly line: number; readonly column: number } {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= at) low = middle
    else high = middle - 1
  }
  return { line: low, column: at - starts[low]! }
}
