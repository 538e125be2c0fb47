import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { csvOf, fieldsOf, roseEntry } from '../datasets/testing.ts'
import { runTimelab } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'timelab-warnings-'))
after(() => rmSync(folder, { recursive: true }))
const timelab = (...args: readonly string[]) => runTimelab(folder, args)
const quick = ['--seeds', '1', '--steps', '1', '--json']
const absurd = /The edit "A rose" -> "A blue rose" changes the weights by [\d,]+ times their own size/
const unknown = /The tokenizer of emoji does not know "dinosaur"/

test('edit and generate tell of an absurd size and of unknown words, a line each, and in JSON', async () => {
  const edit = await timelab(
    ...[
      'edit',
      'A rose',
      'A blue rose',
      '--lambda',
      '1e-9',
      '--prompts',
      'A dinosaur',
      '--out',
      'edit',
      ...quick,
    ],
  )
  assert.equal(edit.code, 0, edit.err)
  const drawn = await timelab(
    'generate',
    'A dinosaur',
    '--edit',
    'edit/edit.safetensors',
    '--out',
    'drawn',
    ...quick,
  )
  assert.equal(drawn.code, 0, drawn.err)
  for (const { out, err } of [edit, drawn]) {
    const notes = err.split('\n').filter((line) => line.startsWith('Note: '))
    assert.deepEqual([notes.length, notes.filter((line) => absurd.test(line)).length], [2, 1], err)
    assert.equal(notes.filter((line) => unknown.test(line)).length, 1)
    assert.deepEqual(JSON.parse(out).warnings.toSorted(), notes.map((line) => line.slice(6)).toSorted())
  }
})

test('what needs no warning has none', async () => {
  const { code, out, err } = await timelab('generate', 'A rose', '--out', 'plain', ...quick)
  assert.deepEqual([code, JSON.parse(out).warnings, err.includes('Note:')], [0, [], false], err)
})

test('reproduce tells before and while it draws, once, and in JSON', async () => {
  const text = csvOf([{ ...fieldsOf(roseEntry), negative2: 'A dinosaur' }]).replaceAll('","', '";"')
  writeFileSync(join(folder, 'own.csv'), text)
  const { code, out, err } = await timelab(
    ...['reproduce', 'table2', '--dataset', 'own.csv', '--lambda', '1e-9', '--captions', '0', ...quick],
  )
  assert.equal(code, 0, err)
  const notes = err.split('\n').filter((line) => line.startsWith('Note: '))
  assert.match(notes[0] ?? '', /own\.csv: The fields are separated by semicolons/)
  assert.match(notes[1] ?? '', /The tokenizer of emoji does not know .*"dinosaur"/)
  assert.match(notes[2] ?? '', absurd)
  assert.equal(notes.length, 3, err)
  assert.deepEqual(
    JSON.parse(out).warnings.slice(0, 3),
    notes.map((line) => line.slice(6)),
  )
})

test('datasets check with a model ends with code 2 where a run would refuse the file, and lists all that it would', async () => {
  const rose = fieldsOf(roseEntry)
  const long = `A rose${' rose'.repeat(268)}`
  writeFileSync(
    join(folder, 'two.csv'),
    csvOf([
      { ...rose, positive3: long },
      { ...rose, old: 'A red rose' },
    ]),
  )
  const plain = await timelab('datasets', 'check', 'two.csv')
  assert.equal(plain.code, 0, plain.err)
  const { code, out } = await timelab('datasets', 'check', 'two.csv', '--model', 'emoji')
  assert.equal(code, 2)
  assert.match(out, /^line 2, positive3: The prompt "A rose.*272 tokens long/m)
  assert.match(
    out,
    /^line 3, new: "A red rose" cannot be aligned with "A blue rose": token 2 of the source, "red"/m,
  )
  const run = await timelab('reproduce', 'table2', '--dataset', 'two.csv', '--run', 'refused')
  assert.equal(run.code, 2)
  assert.match(
    run.err,
    /^two\.csv, line 2, column positive3: The prompt .* \(1 more: `npx timelab datasets check two\.csv --model emoji` lists them\.\)\n$/,
  )
})
