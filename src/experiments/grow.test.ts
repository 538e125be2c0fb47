import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { shippedDatasets } from '../datasets/shipped.ts'
import { loadMethod } from '../editing/method.ts'
import { openJudge } from '../evaluation/judge.ts'
import { shippedClip } from '../evaluation/testing.ts'
import { loadModel } from '../models/model.ts'
import { readSettings } from '../runs/run-folder.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { makeReport } from './report.ts'
import { formatReport } from './report-formats.ts'
import { type ReproduceOptions, reproduce } from './reproduce.ts'

const folder = temporaryFolder()
const [model, judge] = await Promise.all([
  loadModel('emoji', { sessions: 1, threads: 1 }),
  openJudge(shippedClip),
])
after(() => Promise.all([model.close(), judge.close()]))

const dataset = join(folder, 'own.csv')
const shipped = readFileSync(join(shippedDatasets, 'emoji', 'test.csv'), 'utf8').split('\n')
const entries = (count: number) => writeFileSync(dataset, `${shipped.slice(0, count + 1).join('\n')}\n`)
entries(1)

/** Draws a run, and says how many of its pictures were there already, of how many, and what it told. */
async function draw(into: string, options: Partial<ReproduceOptions> = {}) {
  const notices: string[] = []
  let first: readonly number[] | undefined
  await reproduce('table2', {
    model,
    judge,
    into,
    dataset,
    seeds: 1,
    sampling: { steps: 1 },
    batch: 16,
    keepPictures: false,
    ...options,
    onNotice: (notice) => notices.push(notice),
    onProgress: (done, total) => {
      first ??= [done, total]
    },
  })
  return { notices, first }
}
const tables = (run: string): string => formatReport('json', makeReport(run))
const run = join(folder, 'run')
let fresh = 0

/** The run, called with these options, keeps so many pictures, says so, and has the tables of one that began with them. */
async function assertGrows(options: Partial<ReproduceOptions>, says: RegExp, kept: number): Promise<void> {
  const { notices, first } = await draw(run, options)
  assert.equal(notices.length, 1, notices.join())
  assert.match(notices[0] ?? '', says)
  assert.equal(first?.[0], kept, `${first}`)
  const whole = join(folder, `fresh-${++fresh}`)
  await draw(whole, options)
  assert.equal(tables(run), tables(whole))
  assert.deepEqual((await draw(run, options)).notices, [])
}

test('more seeds, more entries, another lambda and a mended method are a new plan over what is drawn', async () => {
  const begun = await draw(run)
  assert.deepEqual(begun.notices, [])
  const units = begun.first?.[1] ?? 0
  const settings = readSettings(run)

  await assertGrows(
    { seeds: 2 },
    /^The run .* grows \(seeds\.count 1, now 2\): what is drawn is kept\.$/,
    units,
  )
  assert.deepEqual(readSettings(run), { ...settings, seeds: { first: 0, count: 2 } })

  entries(2)
  const more = await draw(run, { seeds: 2 })
  assert.match(more.notices.join(), /grows \(dataset\.sha256 [0-9a-f]{12}…, now [0-9a-f]{12}…\)/)
  assert.equal(more.first?.[0], 2 * units)
  assert.equal(readFileSync(join(run, 'dataset.csv'), 'utf8'), readFileSync(dataset, 'utf8'))

  entries(1)
  // Back to one entry and one seed: all is there, the tables are over those alone.
  const back = await draw(run)
  assert.equal(back.first, undefined)
  assert.match(back.notices.join(), /seeds\.count 2, now 1/)

  // The unedited model's pictures stay, the edit's are drawn.
  const edited = /^The run .* grows \(edit\.lambda 1000, now 50\)/
  const { notices, first } = await draw(run, { edit: { lambda: 50 } })
  assert.match(notices.join(), edited)
  assert.ok((first?.[0] ?? 0) > 0 && (first?.[0] ?? units) < units)

  const history = readFileSync(join(run, 'settings.jsonl'), 'utf8').trim().split('\n')
  assert.equal(history.length, 4)
  assert.deepEqual(JSON.parse(history[0] ?? '').seeds, { first: 0, count: 1 })
})

test('a method that is mended takes the place of what it was', async () => {
  const write = (name: string, lambda: number) => {
    const path = join(folder, name)
    writeFileSync(
      path,
      `import { edit } from 'timelab'\nexport default { name: 'Own', edit: (pairs, options) => edit(pairs, { ...options, lambda: ${lambda} }) }`,
    )
    return loadMethod(path)
  }
  const method = await write('first.ts', 10)
  await draw(join(folder, 'methods'), { method })
  const mended = await write('second.ts', 20)
  const { notices, first } = await draw(join(folder, 'methods'), { method: mended })
  assert.match(notices.join(), /grows \(method\.sha256 [0-9a-f]{12}…, now [0-9a-f]{12}…\)/)
  assert.ok((first?.[0] ?? 0) > 0)
  const edits = JSON.parse(tables(join(folder, 'methods'))).tables.find(
    ({ name }: { readonly name: string }) => name === 'table2-edits',
  )
  assert.equal(edits.rows.length, 1)
})

test('another experiment, sampling or judge is refused with what to do, and the folder stays as it was', async () => {
  const before = readFileSync(join(run, 'run.json'), 'utf8')
  await assert.rejects(draw(run, { sampling: { steps: 2 } }), {
    name: 'InputError',
    message:
      /is another run's \(sampling\.steps 1, now 2; [^\n]*\): give the same settings, or give another folder with --run\.$/,
  })
  const other = { ...judge, digest: 'f'.repeat(64) }
  await assert.rejects(draw(run, { judge: other, edit: { lambda: 50 } }), {
    name: 'InputError',
    message:
      /is another run's \(judge\.digest [^\n]*\): show its pictures to the other judge with `npx timelab rescore`, or/,
  })
  assert.equal(readFileSync(join(run, 'run.json'), 'utf8'), before)
})

test('settings and copies of files that were damaged are said, and put back', async () => {
  const lambda = { edit: { lambda: 50 } }
  const [settings, copy] = [join(run, 'run.json'), join(run, 'dataset.csv')]
  const good = tables(run)
  const written = readFileSync(settings, 'utf8')
  writeFileSync(settings, written.replace('"count": 1', '"count": 3'))
  assert.throws(
    () => makeReport(run),
    /run\.json cannot be read as a run's settings \(they are not those that were written\)/,
  )
  assert.match(
    (await draw(run, lambda)).notices.join(),
    /run\.json was damaged: it is kept as run\.damaged\.json and /,
  )
  assert.equal(readFileSync(settings, 'utf8'), written)
  copyFileSync(join(shippedDatasets, 'emoji', 'validation.csv'), copy)
  assert.throws(
    () => makeReport(run),
    /dataset\.csv is not the file that the run was made with: run the same/,
  )
  assert.deepEqual((await draw(run, lambda)).notices, [])
  assert.equal(tables(run), good)
})
