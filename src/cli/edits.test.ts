import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sha256 } from '../digest.ts'
import { readEdit } from '../editing/edit-file.ts'
import { runTimelab } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'timelab-edits-'))
after(() => rmSync(folder, { recursive: true }))

async function timelab(...args: readonly string[]) {
  const { code, out, err } = await runTimelab(folder, [...args, '--steps', '1', '--json'])
  assert.equal(code, 0, err)
  return { json: JSON.parse(out), err }
}

const edit = ['edit', 'A rose', 'A blue rose']
const bytes = (...path: readonly string[]) => sha256(readFileSync(join(folder, ...path)))

test('several lambdas are one grid, an edit file and a verdict each, as one at a time gives them', async () => {
  const both = await timelab(...edit, '--lambda', '1,100', '--seeds', '1,3', '--out', 'both')
  assert.equal(both.err.match(/lambda (1|100): .* solved in \d/g)?.length, 2, both.err)
  assert.deepEqual(
    both.json.edits.map(({ lambda }: { lambda: number }) => lambda),
    [1, 100],
  )
  assert.deepEqual(readdirSync(join(folder, 'both')).toSorted(), [
    'edit-lambda-1.safetensors',
    'edit-lambda-100.safetensors',
    'grid.png',
  ])
  const one = await timelab(...edit, '--lambda', '100', '--seeds', '1,3', '--out', 'one')
  assert.equal(one.json.edit.lambda, 100)
  assert.equal(bytes('one', 'edit.safetensors'), bytes('both', 'edit-lambda-100.safetensors'))
  const [, row] = both.json.prompts
  assert.deepEqual(row, one.json.prompts[0])

  const drawn = await timelab(
    ...['generate', 'A rose', '--source', 'A rose', '--destination', 'A blue rose', '--lambda', '1,100'],
    ...['--seeds', '1,3', '--out', 'drawn'],
  )
  assert.deepEqual(
    drawn.json.files.map((file: string) => file.slice(file.lastIndexOf('/') + 1)),
    [
      '1-a-rose-1-lambda-1.png',
      '1-a-rose-3-lambda-1.png',
      '1-a-rose-1-lambda-100.png',
      '1-a-rose-3-lambda-100.png',
      'grid.png',
    ],
  )
  const files = ['both/edit-lambda-1.safetensors', 'both/edit-lambda-100.safetensors']
  await timelab(
    'generate',
    'A rose',
    '--edit',
    files[0]!,
    '--edit',
    files[1]!,
    '--seed',
    '1',
    '--out',
    'read',
  )
  assert.equal(bytes('read', '1-a-rose-1-edit-2.png'), bytes('drawn', '1-a-rose-1-lambda-100.png'))
})

test('pairs and prompts to preserve enter the edit and its file', async () => {
  const { json } = await timelab(
    ...[
      ...edit,
      '--also',
      'A cat => A green cat',
      '--preserve',
      'A tulip',
      'A dog',
      '--preserve-weight',
      '2',
    ],
    ...['--seeds', '1', '--out', 'more'],
  )
  const { recipe } = readEdit(join(folder, 'more', 'edit.safetensors'))
  assert.deepEqual(recipe.also, [{ source: 'A cat', destination: 'A green cat' }])
  assert.deepEqual([recipe.preserve, recipe.preserveWeight], [['A tulip', 'A dog'], 2])
  assert.deepEqual(json.edit.also, recipe.also)
  assert.deepEqual(
    json.prompts.map((row: { prompt: string; destination: string }) => [row.prompt, row.destination]),
    [
      ['A rose', 'A blue rose'],
      ['A cat', 'A green cat'],
    ],
  )
})

test('more seeds than a grid holds are drawn and judged, and the grid says which it shows', async () => {
  const { json, err } = await timelab('generate', 'A rose', '--seeds', '103', '--out', 'many')
  assert.equal(json.files.length, 104)
  assert.match(err, /The grid shows the first 100 of 103 seeds\./)
})

test('a run keeps a list of seeds, pairs, prompts to preserve and lambdas, and its command says them', async () => {
  const { json } = await timelab(
    ...['reproduce', 'table4', '--limit', '1', '--seeds', '1,5', '--lambda', '10,1000', '--run', 'run'],
    ...['--also', 'A cat => A green cat', '--preserve', 'A tulip', '--no-pictures'],
  )
  const settings = JSON.parse(readFileSync(join(folder, 'run', 'run.json'), 'utf8'))
  assert.deepEqual(settings.seeds, { list: [1, 5] })
  assert.deepEqual([settings.lambdas, settings.preserve], [[10, 1000], ['A tulip']])
  const [table] = json.tables
  assert.deepEqual(
    table.rows.map(({ lambda }: { lambda: number }) => lambda),
    [10, 1000, 10, 1000, 10, 1000, 10, 1000],
  )
  const again = await timelab(
    ...['reproduce', 'table4', '--limit', '1', '--seeds', '5,1', '--lambda', '10,1000', '--run', 'run'],
    ...['--also', 'A cat => A green cat', '--preserve', 'A tulip', '--no-pictures'],
  )
  assert.deepEqual(again.json.tables, json.tables)
})

test('several lambdas where an experiment has one, and a run that no memory holds, are refused in a sentence', async () => {
  for (const [args, says] of [
    [['table2', '--lambda', '1,10'], /^table2 edits with one lambda .*reproduce table4 --lambda 1,10`\.\n$/],
    [
      ['table2', '--seeds', '100000'],
      /^The run would have up to [\d,]+ samples .*fewer --seeds or a --limit\.\n$/,
    ],
  ] as const) {
    const { code, err } = await runTimelab(folder, ['reproduce', ...args, '--run', 'refused'])
    assert.equal(code, 2)
    assert.match(err, says)
  }
})
