import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InputError } from '../errors.ts'
import { parseCaptions } from './captions.ts'
import { parseDataset } from './parse-edits.ts'
import { parseProfessions } from './parse-professions.ts'
import { csvOf, editColumns, type Fields, fieldsOf, roseEntry } from './testing.ts'

const rose: Fields = fieldsOf(roseEntry)
const lion: Fields = { ...rose, old: 'A lion', new: 'A green lion' }
const plain = csvOf([rose, lion])
const entries = parseDataset(plain, 'own.csv').entries
/** What `separator` makes of the file that is read without a word. */
const separated = (separator: string) => plain.replaceAll('","', `"${separator}"`)
/** Bare fields, as spreadsheets write them. */
const lines = (separator: string, more: (line: number) => readonly string[] = () => []) =>
  [editColumns, ...[rose, lion].map((fields) => editColumns.map((column) => fields[column] ?? ''))]
    .map((fields, line) =>
      [...more(line), ...fields].map((field) => quoted(field, separator)).join(separator),
    )
    .join('\n')
const quoted = (field: string, separator: string) =>
  field.includes(separator) || field.includes('"') ? `"${field.replaceAll('"', '""')}"` : field
const ends = (text: string, end: string) =>
  text
    .split('\n')
    .map((line) => line + end)
    .join('\n')
const professions = 'old;new;validation;ex1\nA judge;A male judge;A photo of a judge;A judge laughing\n'

const readable: Record<string, readonly [text: string, says: RegExp]> = {
  'semicolons, as Excel writes them in much of Europe': [
    separated(';'),
    /separated by semicolons and were read so/,
  ],
  'semicolons and bare texts with commas': [lines(';'), /separated by semicolons/],
  tabs: [lines('\t'), /separated by tabs/],
  bars: [lines('|'), /separated by bars/],
  'a line that says what separates': [`sep=;\n${separated(';')}`, /separated by semicolons/],
  'such a line of a tab, in quotes': [`"sep=\t"\n${lines('\t')}`, /separated by tabs/],
  'a character that only such a line can name': [`sep=^\n${lines('^')}`, /separated by "\^"s/],
  "pandas' index": [
    lines(',', (line) => [line === 0 ? '' : String(line - 1)]),
    /numbers of the lines in front.*index=False/,
  ],
  "pandas' index, read and written again": [
    lines(',', (line) => (line === 0 ? ['', 'Unnamed: 0'] : [String(line), String(line - 1)])),
    /numbers of the lines in front/,
  ],
  "R's row names": [
    lines(',', (line) => [line === 0 ? '""' : String(line)]).replace('""""""', '""'),
    /numbers/,
  ],
  'empty columns at the end': [ends(lines(';'), ';;;'), /Separators at the end of lines \(2 lines\)/],
  'an empty column in front': [lines(',', () => ['']), /Columns without a name or a text were passed over/],
  'an empty column that pandas named': [
    lines(',', (line) => [line === 0 ? 'Unnamed: 22' : '']),
    /Columns without a name or a text/,
  ],
  'empty rows': [`${lines(',')}\n${','.repeat(21)}\n${','.repeat(30)}\n`, /Lines of separators alone \(2\)/],
  'names in another case, with blanks and underscores': [
    lines(',').replace('old,new,positive1', 'Old,NEW,Positive_1').replace('gn5', 'gn 5'),
    /names: "Old" as old, "NEW" as new, "Positive_1" as positive1, "gn 5" as gn5\./,
  ],
  'lines in quotes as a whole': [
    lines(',')
      .split('\n')
      .map((line) => `"${line.replaceAll('"', '""')}"`)
      .join('\n'),
    /The header stands in quotes as a whole/,
  ],
  'a line in quotes as a whole': [
    lines(',')
      .split('\n')
      .map((line, row) => (row === 2 ? `"${line.replaceAll('"', '""')}"` : line))
      .join('\n'),
    /Lines that stand in quotes as a whole \(1, the first is 3\)/,
  ],
}
for (const [what, [text, says]] of Object.entries(readable)) {
  for (const lineBreak of ['\n', '\r\n', '\r']) {
    test(`read, and said once: ${what}, lines ending in ${JSON.stringify(lineBreak)}`, () => {
      const read = parseDataset(`\uFEFF${text.replaceAll('\n', lineBreak)}`, 'own.csv')
      const shift = text.startsWith('sep') || text.startsWith('"sep') ? 1 : 0
      assert.deepEqual(
        read.entries.map((entry) => ({ ...entry, row: entry.row - shift })),
        entries,
      )
      const said = read.findings.filter(({ message }) => says.test(message))
      assert.equal(said.length, 1, JSON.stringify(read.findings))
      assert.deepEqual([said[0]?.kind, said[0]?.column, said[0]?.row], ['format', '', 1 + shift])
    })
  }
}

test('what is CSV as it should be is read without a word', () => {
  for (const text of [plain, `\uFEFF${plain}`, lines(','), `${plain}\n\n`]) {
    assert.deepEqual(parseDataset(text, 'own.csv').findings, [])
  }
})

test('professions and captions are read as people save them, too', () => {
  assert.equal(parseProfessions(professions, 'own.csv').entries[0]?.tests[0], 'A judge laughing')
  const captions = parseCaptions(',Caption\n0,A rose\n1,"A rose, red"\n,\n', 'own.csv')
  assert.deepEqual(captions.entries, [
    { row: 2, caption: 'A rose' },
    { row: 3, caption: 'A rose, red' },
  ])
  assert.deepEqual(parseCaptions('caption;\n"A rose; red";\n', 'own.csv').entries[0]?.caption, 'A rose; red')
})

const long = 'x'.repeat(2001)
const refused: Record<string, readonly [text: string, says: RegExp]> = {
  'a web page': [
    '<!DOCTYPE html>\n<html lang="en">',
    /own\.csv is a web page or XML, not CSV: download the file itself/,
  ],
  JSON: ['[{"old": "A rose"}]', /own\.csv is JSON, not CSV/],
  'a pointer of Git LFS': [
    'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
    /a pointer of Git LFS.*git lfs pull/,
  ],
  'what GitHub says of a file that is not there': ['404: Not Found', /what GitHub answers/],
  RTF: ['{\\rtf1\\ansi', /RTF, not CSV/],
  'semicolons and a column that is missing': [lines(';').replace('gt3', 'note'), /unknown column "note"/],
  'a line of semicolons under a header of commas': [
    `${lines(',').split('\n')[0]}\n${lines(';').split('\n')[2]?.replaceAll('"', '')}`,
    /line 2: 3 fields, where the header has 22; it is separated by semicolons, the header by commas/,
  ],
  'typographic quotes around a comma': [
    lines(',').replace('A lion', '“A lion, green”'),
    /line 3: 23 fields, where the header has 22; only straight double quotes/,
  ],
  'names in typographic quotes': [
    lines(',').replace('gn5', '“gn5”'),
    /unknown column "“gn5”".*straight quotes/,
  ],
  'a text under no name': [
    lines(',', (line) => [line === 2 ? 'a note' : '']),
    /line 3: "a note" stands in column 1, which has no name in the header/,
  ],
  'numbers under no name that are not in front': [
    ends(lines(','), ',7').replace('gn5,7', ',gn5'),
    /line 2: "A car in blue" stands in column 22, which has no name/,
  ],
  'one name in two spellings': [lines(',').replace('gn5', 'Old'), /has the column "old" twice/],
  'a quote that opens far above the end': [
    `${lines(',')}\n"A lion\n${'A bear,\n'.repeat(9)}`,
    /line 4: the double quote that opens here is never closed/,
  ],
  'a quote that opens far above the fault': [
    `${lines(',')}\n"A lion\n${lines(',')}`,
    /line 6: text follows a closing double quote.*the entry begins on line 4/,
  ],
  'blank lines alone': ['\n \n\n', /own\.csv is empty/],
  '200,000 columns': [
    'a,'.repeat(200_000),
    /line 1: the first line should be a header of columns, and has 400,000 characters/,
  ],
  'a line without end': [
    `${lines(',')}\n${'x'.repeat(5_000_000)}`,
    /line 4: this entry is longer than 1,000,000 characters/,
  ],
  'millions of quotes': [
    `${lines(',')}\n${'"'.repeat(3_000_000)}`,
    /line 4: this entry is longer than 1,000,000 characters/,
  ],
  'a text beyond all measure': [
    lines(',').replace('A lion', long),
    /line 3, column old: the text has 2,001 characters, and no prompt has more than 2,000/,
  ],
  'a million lines and more': [lines(',') + '\n'.repeat(1_000_001), /has more than 1,000,000 lines/],
}
for (const [what, [text, says]] of Object.entries(refused)) {
  test(`refused by its cause: ${what}`, () => {
    assert.throws(
      () => parseDataset(text, 'own.csv'),
      (error) => error instanceof InputError && says.test(error.message) && error.message.length < 600,
    )
  })
}
