import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { makeOtherJudge } from '../evaluation/testing.ts'
import { readPngText } from '../images/png-text.ts'
import { temporaryFolder } from '../weights/testing.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const dataset = fileURLToPath(new URL('../../datasets/emoji/test.csv', import.meta.url))
const folder = temporaryFolder()

function timelab(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' })
  return { code: status, out: stdout, err: stderr }
}

function reproduce(name: string, ...more: readonly string[]): string {
  const run = join(folder, name)
  const { code, err } = timelab(
    ...['reproduce', 'table2', '--dataset', dataset, '--run', run, '--limit', '1', '--seeds', '1'],
    ...['--steps', '1', '--captions', '0', '--json', ...more],
  )
  assert.equal(code, 0, err)
  return run
}

/** One report as JSON, its tables by their names. */
function tablesOf(out: string): Record<string, readonly Record<string, unknown>[]> {
  const { tables } = JSON.parse(out) as {
    readonly tables: readonly { readonly name: string; readonly rows: readonly Record<string, unknown>[] }[]
  }
  return Object.fromEntries(tables.map(({ name, rows }) => [name, rows]))
}

test('a run is looked at, seen by another judge, and compared with another run', () => {
  const [run, other] = [reproduce('run'), reproduce('other', '--lambda', '0.5', '--no-pictures')]
  const referred = timelab('report', run, '--reference', dataset)
  assert.match(referred.err, /^--reference has no effect on .*, which has no captions .*leave it out\.\n$/)
  const judge = makeOtherJudge(join(folder, 'other-clip'))

  const status = JSON.parse(timelab('status', run, '--json').out)
  assert.deepEqual([status.state, status.left, status.judges.length], ['finished', 0, 1])
  assert.equal(status.pictures.files, status.total)

  const rescored = timelab('rescore', run, '--judge', judge)
  assert.match(rescored.out, new RegExp(`saw ${status.total} pictures`))
  const agreement = tablesOf(timelab('report', run, '--format', 'json').out)['table2-judges']
  assert.deepEqual(agreement?.[0]?.first_judge, 'clip')
  assert.deepEqual(agreement?.[0]?.second_judge, 'other-clip')
  const seen = timelab('report', run, '--format', 'json', '--judge', 'other-clip')
  assert.match(JSON.parse(seen.out).title, /as the judge other-clip sees it$/)

  const samples = timelab('report', run, '--samples', 'csv').out.trimEnd().split('\n')
  assert.match(samples[0] ?? '', /^method,measure,row,.*,picture$/)
  const records = JSON.parse(timelab('report', run, '--samples', 'json').out) as { picture: string }[]
  assert.equal(records.length, samples.length - 1)
  const png = readFileSync(join(run, 'pictures', records.at(-1)?.picture ?? ''))
  const { parameters, timelab: record } = readPngText(png)
  assert.match(
    parameters ?? '',
    /\nSteps: 1, Sampler: \w+, CFG scale: [\d.]+, Seed: 0, Size: 64x64, Model hash: /,
  )
  assert.equal(JSON.parse(record ?? '').steps, 1)
  assert.match(
    timelab('report', run, '--samples', 'csv', '--table', 'table2').err,
    /leave --format and --table out/,
  )

  const figures = join(folder, 'figures')
  assert.match(timelab('report', run, '--figures', figures).err, /^Figures in .*: table2, table2-by-kind/m)
  assert.deepEqual(
    readdirSync(figures).filter((name) => name.startsWith('table2.')),
    ['table2.png', 'table2.svg', 'table2.vl.json'],
  )

  const refused = timelab('rescore', other, '--judge', judge)
  assert.deepEqual([refused.code, refused.err.split('\n').length], [2, 2])
  assert.match(refused.err, /was made with --no-pictures/)

  const compared = timelab('compare', run, other, '--json')
  assert.equal(compared.code, 0, compared.err)
  assert.deepEqual(
    tablesOf(compared.out)
      ['compare-settings']?.map(({ setting }) => setting)
      .sort(),
    ['edit.lambda', 'keepPictures'],
  )
  const same = tablesOf(compared.out).compare?.find(({ method }) => method === 'baseline')
  assert.equal(same?.same_pictures, same?.samples)
  const unseen = timelab('compare', run, other, '--judge', 'other-clip')
  assert.match(unseen.err, /No judge "other-clip" has seen/)
})
