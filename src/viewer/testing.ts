import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { namesSource } from '../datasets/naming.ts'
import { sha256 } from '../digest.ts'
import { type Experiment, unitsOf } from '../experiments/experiment.ts'
import type { RunView } from '../experiments/run-tables.ts'
import { viewOf } from '../experiments/testing.ts'
import { editsOf } from '../runs/unit.ts'
import type { PageTable, RunPage, SampleFilter, SampleShard } from './page-data.ts'

/** A page's data as a browser would have it. */
export interface PageData {
  readonly page: RunPage
  readonly shards: readonly SampleShard[]
}

/** Reads the page of a run folder by running its scripts, as a browser does. */
export function readPage(folder: string): PageData {
  let page: RunPage | undefined
  const shards: SampleShard[] = []
  const receivers = {
    timelabRun: (given: RunPage) => {
      page = given
    },
    timelabSamples: (k: number, shard: SampleShard) => {
      shards[k] = shard
    },
  }
  const run = (name: string) => runInNewContext(readFileSync(join(folder, 'view', name), 'utf8'), receivers)
  run('run.js')
  if (!page) throw new Error(`${folder} has no page`)
  for (let k = 0; k < page.shards; k++) run(`samples-${k}.js`)
  return { page, shards }
}

/** One sample of a page. */
export interface PageSample {
  readonly method: number
  readonly prompt: number
  readonly seed: number
  readonly success: boolean
  readonly margin: number
  readonly intact: boolean
  readonly picture: string
  readonly second?: { readonly success: boolean; readonly picture: string }
}

/** The samples that pass a filter, told by what the page has alone. */
export function selectSamples({ page, shards }: PageData, filter: SampleFilter): readonly PageSample[] {
  return shards.flatMap(samplesOf).filter((sample) => {
    const prompt = page.prompts[sample.prompt]
    const entry = prompt && page.entries[prompt.entry]
    const { method, measure, measures, kind, named, tie, change } = filter
    if (!prompt || !entry) return false
    const second = sample.second
    return (
      (method === undefined || page.methods[sample.method]?.name === method) &&
      (measure === undefined || prompt.measure === measure) &&
      (measures === undefined || measures.includes(prompt.measure)) &&
      (kind === undefined || entry.kind === kind) &&
      (filter.entry === undefined || prompt.entry === filter.entry) &&
      (filter.entries === undefined || filter.entries.includes(prompt.entry)) &&
      (named === undefined || prompt.named === named) &&
      (tie === undefined || (sample.margin === 0) === tie) &&
      (change !== 'gained' || (second?.success === true && !sample.success)) &&
      (change !== 'lost' || (second?.success === false && sample.success)) &&
      (change !== 'same picture' || second?.picture === sample.picture)
    )
  })
}

/** Whether a sample counts towards a number. */
export function counts(sample: PageSample, counted: NonNullable<SampleFilter['counts']>): boolean {
  switch (counted) {
    case 'success':
      return sample.success
    case 'intact':
      return sample.intact
    case 'intact success':
      return sample.intact && sample.success
    case 'prompt':
      return sample.margin < 0
    case 'second success':
      return sample.second?.success === true
  }
}

function samplesOf(shard: SampleShard): readonly PageSample[] {
  return shard.method.map((method, i) => ({
    method,
    prompt: shard.prompt[i] ?? -1,
    seed: shard.seed[i] ?? -1,
    success: shard.success[i] === 1,
    margin: shard.margin[i] ?? Number.NaN,
    intact: shard.intact[i] === 1,
    picture: shard.picture[i] ?? '',
    ...(shard.second
      ? { second: { success: shard.second.success[i] === 1, picture: shard.second.picture[i] ?? '' } }
      : {}),
  }))
}

/** A view whose samples come out by chance, the same every time, and of which some are not drawn yet. */
export function viewByChance(experiment: Experiment, { share = 0.9, salt = '' } = {}): RunView {
  const view = viewOf(experiment, (sample) => {
    const { method, measure, index, seed, entry, pair } = sample
    const chance = (of: string) =>
      Number.parseInt(
        sha256(`${salt} ${of} ${method} ${measure} ${index} ${seed} ${entry.row}`).slice(0, 6),
        16,
      ) /
      2 ** 24
    if (chance('drawn') > share) return undefined
    const tie = chance('tie') < 0.1
    const margin = tie ? 0 : 0.2 * (chance('margin') - 0.5)
    return {
      tie,
      margin,
      success: measure === 'specificity' ? margin < 0 : margin > 0,
      intact: chance('intact') < 0.7,
      named: namesSource(pair.prompt, entry.source),
      png: sha256(sample.unit.key),
    }
  })
  const effect = { layers: 7, matrices: 14, parameters: 1, size: 0.1 }
  const edits = [...editsOf(unitsOf(view.plan))].map(([id, spec]) => ({ id, spec, effect }))
  return { ...view, edits }
}

/** Checks that every share in tables is that of the samples which it opens; returns how many there are. */
export function checkShares(data: PageData, tables: readonly PageTable[]): number {
  let shares = 0
  for (const { name, columns, rows, cells } of tables) {
    for (const [place, row] of cells.entries()) {
      for (const [column, filter] of row.entries()) {
        const text = rows[place]?.[column] ?? null
        if (!filter) continue
        const where = `${name}, row ${place}, ${columns[column]}: ${text} by ${JSON.stringify(filter)}`
        const found = selectSamples(data, filter)
        if (filter.tie || filter.change) assert.equal(String(found.length), text, where)
        else assert.ok(found.length > 0, where)
        if (!filter.counts) continue
        const counted = filter.counts
        const share = (100 * found.filter((sample) => counts(sample, counted)).length) / found.length
        assert.equal(text?.split(' ')[0], share.toFixed(1), where)
        shares += 1
      }
    }
  }
  return shares
}
