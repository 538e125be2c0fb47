import assert from 'node:assert/strict'
import { test } from 'node:test'
import { selectRows } from './select-rows.ts'

const text = 'old,new\n"A ""wild""\nrose",A blue rose\n\nA cat,A blue cat \nA dog,A blue dog\n'
const rows = [2, 5, 6]

test('entries that are kept stay as they stand, quotes, line breaks and blanks included', () => {
  assert.equal(selectRows(text, rows, new Set(rows)), text)
  assert.equal(
    selectRows(text, rows, new Set([2, 6])),
    'old,new\n"A ""wild""\nrose",A blue rose\n\nA dog,A blue dog\n',
  )
  assert.equal(selectRows(text, rows, new Set([5])), 'old,new\nA cat,A blue cat \n')
})

test('a file without a last line break, and one of which nothing is kept, are files still', () => {
  assert.equal(selectRows(text.trimEnd(), rows, new Set([6])), 'old,new\nA dog,A blue dog\n')
  assert.equal(selectRows(text, rows, new Set()), 'old,new\n')
})
