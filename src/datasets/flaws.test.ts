import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flawsOf, mended } from './flaws.ts'
import { parseDataset } from './parse-edits.ts'
import { csvOf, fieldsOf, roseEntry } from './testing.ts'

const flawed: Record<string, readonly [text: string, what: RegExp, mended: string]> = {
  'a zero-width space': ['A ro\u200bse', /"A ro\\u200bse" holds a zero-width space \(U\+200B\)/, 'A rose'],
  'a byte order mark inside': ['A\ufeff rose', /a byte order mark \(U\+FEFF\)/, 'A rose'],
  'a soft hyphen': ['A straw\u00adberry', /a soft hyphen \(U\+00AD\)/, 'A strawberry'],
  'a direction mark': ['A \u202erose', /a direction mark \(U\+202E\)/, 'A rose'],
  'a zero-width joiner in a word': ['A ro\u200dse', /a zero-width joiner \(U\+200D\)/, 'A rose'],
  'letters hidden in tags': ['A rose\u{E0041}', /an invisible character \(U\+E0041\)/, 'A rose'],
  'a NUL character': ['A rose\0', /"A rose\\u0000" holds a NUL character \(U\+0000\)/, 'A rose'],
  'a control character': ['A \x07rose', /a control character \(U\+0007\)/, 'A rose'],
  'a no-break space': ['A\u00a0rose', /a no-break space \(U\+00A0\)/, 'A rose'],
  'a tab and a line break': ['A rose\tby\na lake', /a tab, a line break/, 'A rose by a lake'],
  'a typographic apostrophe': ['A cat’s bowl', /a typographic quote \(’\)/, "A cat's bowl"],
  'typographic quotes': ['A “wild” rose', /a typographic quote \(“\)/, 'A "wild" rose'],
  'quotes around the whole': ['"A rose"', /the quotation marks around "A rose" are part/, 'A rose'],
  'typographic quotes around the whole': ['“A rose”', /the quotation marks around "A rose"/, 'A rose'],
  'an error of a spreadsheet': ['#NAME?', /what a spreadsheet shows for an error/, '#NAME?'],
  'a missing text of pandas': ['nan', /what programs write for a text that is missing/, 'nan'],
  'a letter that was lost': ['A ros\ufffd', /the sign for a letter that was lost/, 'A ros\ufffd'],
  'UTF-8 that was taken for Windows-1252': ['A rosÃ©', /UTF-8 that was read as Windows-1252/, 'A rosÃ©'],
}
for (const [what, [text, says, plain]] of Object.entries(flawed)) {
  test(`found: ${what}`, () => {
    const flaws = flawsOf(text)
    assert.equal(flaws.length, 1, JSON.stringify(flaws))
    assert.match(flaws[0]?.what ?? '', says)
    assert.equal(mended(text), plain)
    assert.equal(flaws[0]?.done === undefined, plain === text)
    assert.equal(flawsOf(mended(text)).length, plain === text ? 1 : 0)
  })
}

test('texts of other scripts, emoji and the quotes of feet and inches are as they should be', () => {
  const texts = [
    'A rosé',
    '花',
    'می‌خواهم',
    '👩‍⚕️ a doctor',
    '🏳️‍🌈',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '1️⃣',
    "A cat's bowl",
    'A "wild" rose',
    '',
    'Nan bread',
  ]
  for (const text of texts) assert.deepEqual([flawsOf(text), mended(text)], [[], text])
})

test('findings name line and column, and are mended when asked where they can be', () => {
  const text = csvOf([
    { ...fieldsOf(roseEntry), positive2: 'A rose\u200b, pixel\u00a0art', gn3: 'nan', old: ' “A rose”' },
  ])
  const kept = parseDataset(text, 'own.csv')
  assert.deepEqual(
    kept.findings.map(({ row, column, kind }) => [row, column, kind]),
    [
      [2, 'old', 'blank'],
      [2, 'old', 'quotes'],
      [2, 'positive2', 'unseen'],
      [2, 'gn3', 'lost'],
    ],
  )
  assert.equal(kept.entries[0]?.source, ' “A rose”')
  const { entries, findings } = parseDataset(text, 'own.csv', { normalise: true })
  assert.equal(entries[0]?.source, 'A rose')
  assert.equal(entries[0]?.positives[1]?.prompt, 'A rose, pixel art')
  assert.deepEqual(
    findings.map(({ message }) => message),
    [
      '"“A rose”" has a blank before it: trimmed.',
      'the quotation marks around "A rose" are part of the text: taken off.',
      '"A rose\\u200b, pixel\\u00a0art" holds a no-break space (U+00A0), a zero-width space (U+200B): taken out or replaced by a plain blank.',
      '"nan" is what programs write for a text that is missing: kept as it is.',
    ],
  )
})

test('a field of nothing that can be seen is empty', () => {
  const text = csvOf([{ ...fieldsOf(roseEntry), gn3: '\u200b\u00a0' }])
  assert.throws(() => parseDataset(text, 'own.csv'), /line 2, column gn3: the field is empty/)
})
