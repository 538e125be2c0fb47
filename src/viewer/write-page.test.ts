import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Outcome, runTimelab } from '../cli/testing.ts'
import type { EditEntry } from '../datasets/entry.ts'
import { csvOf, fieldsOf, roseEntry } from '../datasets/testing.ts'
import { sha256 } from '../digest.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { sampleCommand } from './sample-command.ts'
import { checkShares, readPage, selectSamples } from './testing.ts'

const folder = temporaryFolder()
const hostile: EditEntry = {
  ...roseEntry,
  positives: [
    { prompt: '<script>alert(1)</script>', destination: "</script> <!-- 'blue' $(rm) `x` \u2028" },
    ...roseEntry.positives.slice(1),
  ],
}
writeFileSync(join(folder, 'own.csv'), csvOf([fieldsOf(hostile)]))

const timelab = (...args: readonly string[]): Promise<Outcome> => runTimelab(folder, args)
const settings = ['--dataset', 'own.csv', '--steps', '1', '--captions', '0']
const two = ['--seeds', '2']
const reproduce = (run: string, ...more: readonly string[]) =>
  timelab('reproduce', 'table2', '--run', run, ...settings, ...(more.includes('--seeds') ? [] : two), ...more)

/** A command's words, as a shell would take it apart. */
const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll("'\\''", "'") ?? plain ?? '',
  )

const made = await reproduce('run')
const run = join(folder, 'run')
const fileTimes = () =>
  readdirSync(join(run, 'view')).map((name) => [name, statSync(join(run, 'view', name)).mtimeMs] as const)

test('a run writes its page, whose numbers are those of its samples', () => {
  assert.equal(made.code, 0, made.err)
  assert.match(made.err, /Page: .*index\.html/)
  const data = readPage(run)
  const { page } = data
  assert.deepEqual([page.status.state, page.samples], ['finished', selectSamples(data, {}).length])
  assert.ok(checkShares(data, page.tables) > 20)
  assert.ok(existsSync(join(run, 'index.html')))
  for (const { picture } of selectSamples(data, {})) assert.ok(existsSync(join(run, 'pictures', picture)))
})

test('a run’s page has its charts as drawings', () => {
  const { charts } = readPage(run).page
  assert.deepEqual(
    Array.from(charts, ({ name }) => name),
    ['table2', 'table2-by-kind', 'table2-correlation'],
  )
  for (const { svg, description } of charts) {
    assert.match(svg, /^<svg /)
    assert.match(description, /data set own/)
  }
})

test('what a data set says stays data: nothing in a page’s scripts can end them', () => {
  for (const name of readdirSync(join(run, 'view'))) {
    assert.doesNotMatch(readFileSync(join(run, 'view', name), 'utf8'), /[<\u2028\u2029]/)
  }
  const { page } = readPage(run)
  const [first] = hostile.positives
  assert.ok(
    page.prompts.some(
      ({ prompt, destination }) => prompt === first?.prompt && destination === first.destination,
    ),
  )
})

test('the command of a sample draws its picture again, byte for byte', async () => {
  const data = readPage(run)
  const { page } = data
  const hostileEdit = selectSamples(data, { method: 'TIME' }).find(
    ({ prompt }) => page.prompts[prompt]?.prompt === '<script>alert(1)</script>',
  )
  const stated = selectSamples(data, { method: 'oracle' }).find(
    ({ prompt }) => page.prompts[prompt]?.prompt === '<script>alert(1)</script>',
  )
  for (const sample of [hostileEdit, stated]) {
    assert.ok(sample)
    const command = sampleCommand(page, sample) ?? assert.fail()
    const words = wordsOf(command)
    const { code, err, out } = await timelab(
      ...words.slice(2, 3),
      '--out',
      'again',
      '--json',
      ...words.slice(3),
    )
    assert.equal(code, 0, err)
    const { files } = JSON.parse(out) as { readonly files: readonly string[] }
    const png = sha256(readFileSync(files[0] ?? ''))
    assert.equal(`${png.slice(0, 2)}/${png}.png`, sample.picture)
    rmSync(join(folder, 'again'), { recursive: true })
  }
})

test('report writes the page anew, leaves what is the same, and prints as if there were none', async () => {
  const before = fileTimes().filter(([name]) => name !== 'run.js')
  const printed = await timelab('report', 'run', '--format', 'json')
  assert.match(printed.err, /Page: .*index\.html/)
  assert.deepEqual(
    fileTimes().filter(([name]) => name !== 'run.js'),
    before,
  )
  rmSync(join(run, 'view'), { recursive: true })
  writeFileSync(join(run, 'view'), 'in the way')
  const again = await timelab('report', 'run', '--format', 'json')
  assert.deepEqual([again.code, again.out], [0, printed.out])
  assert.match(again.err, /Note: the page cannot be written/)
  const goesOn = await reproduce('run')
  assert.equal(goesOn.code, 0, goesOn.err)
  assert.match(goesOn.err, /Note: the page cannot be written/)
  rmSync(join(run, 'view'))
  const viewed = await timelab('view', 'run', '--no-open')
  assert.deepEqual([viewed.code, viewed.out], [0, `${join(run, 'index.html')}\n`])
  assert.equal(readPage(run).page.status.state, 'finished')
})

test('a run that Ctrl-C ends says on its page that it stopped', async () => {
  const args = ['reproduce', 'table2', '--run', 'cut', ...settings, '--seeds', '200']
  const { code, waited } = await runTimelab(folder, args, {
    interruptWhen: (err) => /Page: /.test(err),
  })
  assert.equal(code, 130)
  assert.ok(waited < 1500, `${waited} ms`)
  const { page } = readPage(join(folder, 'cut'))
  assert.equal(page.status.state, 'stopped')
  assert.ok(page.status.done < page.status.total)
})

test('the command of a run makes it again: none of its settings differs', async () => {
  const odd = ['--only', 'values', '--no-augment', '--align', 'prompt', '--solver', 'qr', '--lambda', '3']
  const more = [
    '--seed',
    '5',
    '--seeds',
    '1',
    '--pixels',
    'floor',
    '--scheduler',
    'ddim',
    '--normalise',
    '--no-pictures',
  ]
  const first = await reproduce('odd', ...odd, ...more)
  assert.equal(first.code, 0, first.err)
  for (const name of ['run', 'odd']) {
    const { command, drawing } = readPage(join(folder, name)).page
    const { code, err } = await timelab(...wordsOf(command).slice(2))
    assert.equal(code, 0, `${command}: ${err}`)
    assert.doesNotMatch(err, /grows/, command)
    if (name === 'odd')
      assert.match(drawing?.edits[0] ?? '', /--only values --no-augment --align prompt --solver qr$/)
  }
})

test('two runs are one page, with the pictures of both in its folder', async () => {
  const other = await reproduce('other', '--lambda', '0.5')
  assert.equal(other.code, 0, other.err)
  const { code, err } = await timelab('view', 'run', 'other', '--no-open')
  assert.equal(code, 0, err)
  const both = join(folder, 'run-and-other')
  const data = readPage(both)
  assert.ok(checkShares(data, data.page.comparison?.tables ?? []) > 10)
  for (const { picture, second } of selectSamples(data, {})) {
    for (const file of [picture, second?.picture ?? '']) assert.ok(existsSync(join(both, 'pictures', file)))
  }
  const refused = await timelab('view', 'run', 'other', '--into', 'other', '--no-open')
  assert.deepEqual([refused.code, refused.out], [2, ''])
  assert.match(refused.err, /The folder .* holds other files/)
})
