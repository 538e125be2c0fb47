import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scrollTo, windowOf } from './window.ts'

test('the rows in view are drawn with a few around, however long the list', () => {
  for (const count of [0, 1, 100, 100_000, 1_000_000]) {
    const { height } = windowOf(count, 128, 0, 800)
    for (const scroll of [-10, 0, 1234, height / 2, height - 800, height + 50]) {
      const { first, end, top } = windowOf(count, 128, scroll, 800)
      assert.ok(first >= 0 && end <= count && end - first <= 16, `${count} ${scroll}`)
      const above = Math.min(Math.max(scroll, 0), Math.max(0, height - 800))
      if (count === 0) continue
      // What is drawn covers the view, or all there is.
      assert.ok(top <= above && (top + (end - first) * 128 >= above + 799 || end === count))
    }
  }
  assert.equal(windowOf(1_000_000, 128, 12_000_000, 800).end, 1_000_000)
})

test('a row is scrolled to by as little as shows it whole', () => {
  assert.equal(scrollTo(3, 100, 128, 0, 800), 0)
  assert.equal(scrollTo(10, 100, 128, 0, 800), 11 * 128 - 800)
  assert.equal(scrollTo(2, 100, 128, 5000, 800), 256)
  const last = scrollTo(999_999, 1_000_000, 128, 0, 800)
  assert.ok(Math.abs(last - (12_000_000 - 800)) < 1)
})
