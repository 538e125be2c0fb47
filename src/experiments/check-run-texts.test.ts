import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { parseDataset } from '../datasets/parse-edits.ts'
import { summarise } from '../datasets/summary.ts'
import { csvOf, type Fields, fieldsOf, roseEntry } from '../datasets/testing.ts'
import { createTextChecks } from '../editing/check-texts.ts'
import { InputError } from '../errors.ts'
import type { Judge } from '../evaluation/judge.ts'
import { loadModel, type Model } from '../models/model.ts'
import { judgeOf } from './companions.ts'
import { type ReproduceOptions, reproduce } from './reproduce.ts'

const folder = mkdtempSync(join(tmpdir(), 'timelab-check-'))
let model: Model
let judge: Judge
before(async () => {
  model = await loadModel('emoji')
  judge = await judgeOf(model)
})
after(async () => {
  await judge.close()
  await model.close()
  rmSync(folder, { recursive: true })
})

const rose: Fields = fieldsOf(roseEntry)
const write = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}
/** A prompt of so many tokens, start and end among them: "rose" is one. */
const tokens = (count: number, first = 'A rose'): string => `${first}${' rose'.repeat(count - 4)}`

/** Whether a run begins to draw, and what it says before. */
async function attempt(options: Omit<ReproduceOptions, 'model' | 'into'>, experiment = 'table2') {
  const said: string[] = []
  const reached = new Error('it draws')
  const into = mkdtempSync(join(folder, 'run-'))
  try {
    await reproduce(experiment, {
      ...{ model, judge, into, seeds: 1, ...options },
      onWarning: (line) => said.push(line),
      executor: () => ({
        // biome-ignore lint/correctness/useYield: it never gets to draw
        async *execute() {
          throw reached
        },
      }),
    })
  } catch (error) {
    if (error === reached) return { said, refusal: undefined }
    if (error instanceof InputError) return { said, refusal: error.message }
    throw error
  }
  throw new Error('unreachable: there is something to draw')
}

const files: Record<string, readonly [text: string, place?: string]> = {
  sound: [csvOf([rose])],
  'of 77 tokens': [csvOf([{ ...rose, positive2: tokens(77), gt2: tokens(77) }])],
  'with a tie, a blank and a repetition': [
    csvOf([{ ...rose, gt1: 'A field of roses', positive2: 'Roses ' }]),
  ],
  'separated by semicolons': [csvOf([rose]).replaceAll('","', '";"')],
  'whose destination lacks a token of the source': [
    csvOf([rose, { ...rose, old: 'A red rose' }]),
    'line 3, column new',
  ],
  'whose destination turns the source round': [
    csvOf([{ ...rose, new: 'rose A blue' }]),
    'line 2, column new',
  ],
  'with a prompt of 272 tokens': [
    csvOf([rose, { ...rose, old: 'A lion', new: 'A green lion', positive4: tokens(272) }]),
    'line 3, column positive4',
  ],
  'with a source that is too long': [
    csvOf([{ ...rose, old: tokens(78), new: `${tokens(78)} blue` }]),
    'line 2, column old',
  ],
  'with a destination that is too long': [csvOf([{ ...rose, new: tokens(78) }]), 'line 2, column new'],
  'with a negative of 78 tokens': [csvOf([{ ...rose, negative5: tokens(78) }]), 'line 2, column negative5'],
  "with a positive's form of 78 tokens": [csvOf([{ ...rose, gt3: tokens(78) }]), 'line 2, column gt3'],
  "with a negative's form, which is judged and never drawn, of 78 tokens": [
    csvOf([{ ...rose, gn3: tokens(78) }]),
    'line 2, column gn3',
  ],
  'whose source fits, but not with "A photo of"': [
    csvOf([{ ...rose, old: tokens(76), new: `${tokens(76)} blue` }]),
    'line 2, column new',
  ],
  'with an empty field': [csvOf([{ ...rose, gn3: '' }]), 'line 2, column gn3'],
  'with a column that is missing': [csvOf([rose]).replace('gn3', 'note'), 'unknown column "note"'],
}
for (const [what, [text, place]] of Object.entries(files)) {
  test(`the check and reproduce agree on a file ${what}`, async () => {
    const dataset = write('own.csv', text)
    let found: string | undefined
    try {
      const { findings } = summarise(dataset, { model: createTextChecks(model) })
      const refused = findings.find(({ kind }) => kind === 'refused')
      found = refused && `line ${refused.row}, column ${refused.column}: ${refused.message}`
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      found = error.message
    }
    const { refusal } = await attempt({ dataset })
    assert.equal(refusal === undefined, found === undefined, `${found} | ${refusal}`)
    assert.equal(found === undefined, place === undefined, found)
    if (place === undefined || found === undefined) return
    assert.ok(found.includes(place), found)
    assert.ok(refusal?.includes(found) && refusal.includes(dataset), refusal)
  })
}

test('a run is refused for its own entries and captions alone, and without edits for none that cannot be aligned', async () => {
  const dataset = write(
    'two.csv',
    csvOf([rose, { ...rose, old: 'A red lion' }, { ...rose, old: 'A red bear' }]),
  )
  const { refusal } = await attempt({ dataset })
  assert.match(
    refusal ?? '',
    /two\.csv, line 3, column new: .*\(1 more: `npx timelab datasets check .*two\.csv --model emoji` lists them\.\)/,
  )
  assert.equal((await attempt({ dataset, limit: 1 })).refusal, undefined)
  assert.equal((await attempt({ dataset }, 'appendix-d')).refusal, undefined)

  const file = write('captions.csv', `caption\nA rose\nA cat\n${tokens(78)}\n`)
  const one = write('one.csv', csvOf([rose]))
  assert.equal((await attempt({ dataset: one, captions: { file, each: 2 } })).refusal, undefined)
  const longer = await attempt({ dataset: one, captions: { file, each: 3 } })
  assert.match(longer.refusal ?? '', /captions\.csv, line 4, column caption: .* 78 tokens long/)
})

test('an entry that normalising leaves out is not refused', async () => {
  const tied = csvOf([{ ...rose, negative5: tokens(78), gn5: tokens(78) }])
  const dataset = write('tied.csv', tied)
  assert.match((await attempt({ dataset })).refusal ?? '', /line 2, column negative5/)
  assert.equal((await attempt({ dataset, normalise: true })).refusal, undefined)
})

test('reproduce tells what it assumed of the file, and words that the model does not know, a line each', async () => {
  const known = Object.fromEntries(
    Object.entries(rose).map(([column, text]) => [
      column,
      text.replace(/field of roses|wild|peony|lily|Roses/g, 'rose').replaceAll('"', ''),
    ]),
  )
  const text = csvOf([{ ...known, negative2: 'A dinosaur', gn2: 'A blue zebra' }]).replaceAll('","', '";"')
  const { said } = await attempt({ dataset: write('words.csv', text) })
  assert.equal(said.length, 2, said.join('\n'))
  assert.match(said[0] ?? '', /words\.csv: The fields are separated by semicolons/)
  assert.match(said[1] ?? '', /The tokenizer of emoji does not know .*"dinosaur"/)
})

test('the findings of a model stand at their line and column', () => {
  const { findings } = parseDataset(
    csvOf([rose, { ...rose, old: 'A red lion', gn2: 'A dinosaur' }]),
    'own.csv',
    {
      model: createTextChecks(model),
    },
  )
  const at = (kind: string) =>
    findings.filter((each) => each.kind === kind).map(({ row, column }) => [row, column])
  assert.deepEqual(at('refused'), [[3, 'new']])
  assert.ok(at('unknown-word').some(([row, column]) => row === 3 && column === 'gn2'))
})
