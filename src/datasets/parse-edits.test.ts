import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { InputError } from '../errors.ts'
import { parseDataset } from './parse-edits.ts'
import { arbitraryEntry, csvOf, editColumns, type Fields, fieldsOf, roseEntry } from './testing.ts'

const rose = fieldsOf(roseEntry)
const found = (fields: Fields, normalise: boolean) => parseDataset(csvOf([fields]), 'own.csv', { normalise })

test('an entry is read with its line and its pairs; its kind is "edit" where the file has no such column', () => {
  const { entries, findings } = parseDataset(csvOf([rose]), 'own.csv')
  assert.deepEqual(entries, [{ ...roseEntry, kind: 'edit' }])
  assert.deepEqual(findings, [])
})

test('the column "kind" may stand anywhere, and the others in any order', () => {
  for (const columns of [
    ['kind', ...editColumns],
    [...editColumns, 'kind'],
    ['kind', ...editColumns].reverse(),
  ]) {
    assert.deepEqual(parseDataset(csvOf([rose], columns), 'own.csv').entries, [roseEntry])
  }
})

test('byte order mark, CRLF and blank lines are no part of the data, and lines are counted with them', () => {
  const lion = { ...rose, old: 'A lion', new: 'A green lion' }
  const [header = '', ...lines] = csvOf([rose, lion], editColumns, '\r\n').split('\r\n')
  const { entries } = parseDataset(`\uFEFF${[header, '', ...lines, ' ', ''].join('\r\n')}`, 'own.csv')
  assert.deepEqual(
    entries.map(({ row, source }) => [row, source]),
    [
      [3, 'A rose'],
      [4, 'A lion'],
    ],
  )
})

test('an entry after a line break inside quotes still knows its line', () => {
  const lion = { ...rose, old: 'A lion', new: 'A green lion' }
  for (const lineBreak of ['\n', '\r\n']) {
    const text = csvOf([{ ...rose, positive1: `A rose${lineBreak}by a lake` }, lion], editColumns, lineBreak)
    const { entries } = parseDataset(text, 'own.csv')
    assert.equal(entries[0]?.positives[0]?.prompt, 'A rose\nby a lake')
    assert.deepEqual(
      entries.map(({ row }) => row),
      [2, 4],
    )
  }
})

test('whatever quotes, commas and line breaks the fields hold, they come back as they were written', () => {
  fc.assert(
    fc.property(fc.array(arbitraryEntry, { minLength: 1, maxLength: 3 }), (written) => {
      const text = csvOf(written.map(fieldsOf), ['kind', ...editColumns])
      const read = parseDataset(text, 'own.csv').entries
      assert.deepEqual(
        read.map((entry) => ({ ...entry, row: 0 })),
        written,
      )
    }),
  )
})

test('blanks around a text are reported, and trimmed only when asked', () => {
  const fields = { ...rose, positive3: 'A rose in rain ', old: ' A rose' }
  const kept = found(fields, false)
  assert.deepEqual(
    kept.findings.map(({ row, column, kind, message }) => [row, column, kind, message]),
    [
      [2, 'old', 'blank', '"A rose" has a blank before it: kept as it is.'],
      [2, 'positive3', 'blank', '"A rose in rain" has a blank after it: kept as it is.'],
    ],
  )
  assert.equal(kept.entries[0]?.source, ' A rose')
  const trimmed = found(fields, true)
  assert.match(trimmed.findings[1]?.message ?? '', /: trimmed\.$/)
  assert.equal(trimmed.entries[0]?.source, 'A rose')
  assert.equal(trimmed.entries[0]?.positives[2]?.prompt, 'A rose in rain')
})

test('a prompt equal to its own destination form is a tie, whatever its case and blanks', () => {
  const fields = { ...rose, negative2: 'A blue  Lily', gn2: 'A blue lily ' }
  const kept = found(fields, false)
  assert.deepEqual(
    kept.findings.filter(({ kind }) => kind === 'tie').map(({ column }) => column),
    ['negative2'],
  )
  assert.equal(kept.entries[0]?.negatives.length, 5)
  const left = found(fields, true).entries[0]
  assert.deepEqual(
    left?.negatives.map(({ prompt }) => prompt),
    ['A tulip', 'A lily', 'A strawberry', 'A car'],
  )
})

test('a prompt that the row has already is found among positives, negatives and the source', () => {
  const fields = { ...rose, positive4: 'a field of roses', negative1: 'A rose', negative5: 'Roses' }
  const kept = found(fields, false)
  assert.deepEqual(
    kept.findings.map(({ column, kind, message }) => [column, kind, message]),
    [
      [
        'positive4',
        'duplicate-prompt',
        '"a field of roses" stands in column positive1 already: kept as it is.',
      ],
      ['negative1', 'duplicate-prompt', '"A rose" stands in column old already: kept as it is.'],
      ['negative5', 'duplicate-prompt', '"Roses" stands in column positive5 already: kept as it is.'],
    ],
  )
  const left = found(fields, true).entries[0]
  assert.deepEqual([left?.positives.length, left?.negatives.length], [4, 3])
})

test('an edit that stands in two rows is found, and the later one left out when asked', () => {
  const text = csvOf([rose, { ...rose, new: 'A red rose' }, { ...rose, old: 'a rose' }])
  const kept = parseDataset(text, 'own.csv')
  assert.deepEqual(
    kept.findings.map(({ row, kind, message }) => [row, kind, message]),
    [[4, 'duplicate-entry', '"a rose" -> "A blue rose" stands on line 2 already: kept as it is.']],
  )
  assert.equal(kept.entries.length, 3)
  assert.equal(parseDataset(text, 'own.csv', { normalise: true }).entries.length, 2)
})

test('what normalising leaves has nothing left to find', () => {
  const text = csvOf([{ ...rose, old: 'A rose ', positive2: 'A rose', negative4: 'x', gn4: 'X ' }, rose])
  const { entries, findings } = parseDataset(text, 'own.csv', { normalise: true })
  assert.deepEqual([entries.length, findings.length], [1, 5])
  const again = entries.flatMap(({ positives, negatives }) => [...positives, ...negatives])
  assert.ok(again.every(({ prompt, destination }) => prompt.trim() === prompt && prompt !== destination))
})

const without = (column: string) => editColumns.filter((each) => each !== column)
const cut = (text: string) => text.replace(/,"[^"]*"\n$/, '\n')
const refusals: Record<string, readonly [text: string, says: RegExp]> = {
  'an empty file': ['', /own\.csv is empty/],
  'a header alone': [csvOf([]), /has a header but no entries/],
  'an unknown column': [csvOf([rose], [...editColumns, 'note']), /own\.csv has an unknown column "note"/],
  'missing columns': [csvOf([rose], without('gt3')), /own\.csv lacks the column gt3/],
  'a column twice': [csvOf([rose], [...editColumns, 'old']), /own\.csv has the column "old" twice/],
  'semicolons in one line': [
    csvOf([rose]) + csvOf([rose]).split('\n')[1]?.replaceAll('","', '";"'),
    /line 3: text follows a closing/,
  ],
  'too few fields': [cut(csvOf([rose, rose])), /own\.csv, line 3: 21 fields, where the header has 22/],
  'too many fields': [csvOf([rose]).replace(/\n$/, ',more\n'), /line 2: 23 fields, where the header has 22/],
  'an empty field': [
    csvOf([rose, { ...rose, gn2: ' ' }]),
    /own\.csv, line 3, column gn2: the field is empty/,
  ],
  'an edit of nothing': [csvOf([{ ...rose, new: 'a  Rose' }]), /line 2: old and new are both "A rose"/],
  'a quote never closed': [
    `${csvOf([rose])}"A lion`,
    /line 3: the double quote that opens here is never closed/,
  ],
  'a quote inside a bare text': [`${csvOf([rose])}A "lion",`, /line 3: a double quote stands inside/],
}
for (const [what, [text, says]] of Object.entries(refusals)) {
  test(`refused with its place: ${what}`, () => {
    assert.throws(
      () => parseDataset(text, 'own.csv'),
      (error) => error instanceof InputError && says.test(error.message),
    )
  })
}

test('an entry of which normalising would leave no negative is refused', () => {
  const tied = Object.fromEntries(
    [1, 2, 3, 4, 5].map((number) => [`gn${number}`, rose[`negative${number}`] ?? '']),
  )
  assert.equal(found({ ...rose, ...tied }, false).entries.length, 1)
  assert.throws(() => found({ ...rose, ...tied }, true), /line 2: no negative is left/)
})
