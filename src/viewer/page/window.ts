/** The part of a long list that is in view. */
export interface Window {
  /** Index of the first row that is drawn, and of the one after the last. */
  readonly first: number
  readonly end: number
  /** Where the first drawn row stands, in pixels from the list's top. */
  readonly top: number
  /** How tall the whole list is made. */
  readonly height: number
}

/** Browsers go wrong with elements taller than some 17 million pixels; a longer list is scrolled faster instead. */
const TALLEST = 12_000_000
const AROUND = 4

/** Which rows of `count`, each `row` pixels tall, are drawn where `scroll` pixels of the list lie above the view. */
export function windowOf(count: number, row: number, scroll: number, view: number): Window {
  const height = Math.min(count * row, TALLEST)
  const hidden = Math.max(0, height - view)
  const above = Math.min(Math.max(scroll, 0), hidden)
  const real = hidden === 0 ? 0 : above * ((count * row - view) / hidden)
  const first = Math.max(0, Math.floor(real / row) - AROUND)
  const end = Math.min(count, Math.ceil((real + view) / row) + AROUND)
  return { first, end, top: above - (real - first * row), height }
}

/** How far to scroll so that a row is wholly in view, from `scroll`; the same where it already is. */
export function scrollTo(index: number, count: number, row: number, scroll: number, view: number): number {
  const height = Math.min(count * row, TALLEST)
  const ratio = height <= view ? 1 : (count * row - view) / (height - view)
  const real = scroll * ratio
  const top = index * row
  if (top < real) return top / ratio
  if (top + row > real + view) return (top + row - view) / ratio
  return scroll
}
