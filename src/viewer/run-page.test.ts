import assert from 'node:assert/strict'
import { test } from 'node:test'
import { experiments } from '../experiments/experiments.ts'
import type { RunView } from '../experiments/run-tables.ts'
import { someContext, viewOf } from '../experiments/testing.ts'
import { runPage, sampleShards } from './run-page.ts'
import { checkShares, type PageData, selectSamples, viewByChance } from './testing.ts'

const status = { state: 'working', total: 1, done: 1, left: 0, rate: null, toGo: null, idle: null } as const

function dataOf(view: RunView, tables = experiments[view.settings.experiment]?.tables(view) ?? []): PageData {
  const shards = sampleShards(view)
  const report = { title: 'A run', tables, warnings: [] }
  const parts = { view, report, status, command: '', written: '', charts: [], figures: [] }
  const page = runPage(parts, shards.map(String))
  // As a browser has it.
  return JSON.parse(JSON.stringify({ page, shards })) as PageData
}

for (const experiment of Object.values(experiments)) {
  test(`every share in ${experiment.name}'s tables is that of the samples it opens`, () => {
    const view = viewByChance(experiment)
    const data = dataOf(view, experiment.tables(view))
    assert.ok(checkShares(data, data.page.tables) > 0)
  })

  test(`every share of success in ${experiment.name}'s tables opens its samples`, () => {
    const view = viewByChance(experiment)
    const { page } = dataOf(view, experiment.tables(view))
    for (const { name, columns, rows, cells } of page.tables) {
      for (const [place, row] of rows.entries()) {
        if (row.some((text) => text?.includes('(paper)'))) continue
        for (const [column, text] of row.entries()) {
          const isShare = text !== null && /^[\d.]+ ± /.test(text)
          if (isShare) assert.ok(cells[place]?.[column], `${name}: ${columns[column]} ${text}`)
        }
      }
    }
  })
}

test('a page has each sample that is drawn once, with what its judge says', () => {
  const view = viewByChance(experiments.table2 ?? assert.fail())
  const data = dataOf(view)
  const { page } = data
  const samples = selectSamples(data, {})
  assert.equal(samples.length, view.scores.length)
  assert.equal(page.samples, view.scores.length)
  for (const [i, { sample, success, margin, png }] of view.scores.entries()) {
    const shown = samples[i] ?? assert.fail()
    const prompt = page.prompts[shown.prompt] ?? assert.fail()
    assert.deepEqual(
      [page.methods[shown.method]?.name, prompt.measure, prompt.prompt, prompt.destination, shown.seed],
      [sample.method, sample.measure, sample.pair.prompt, sample.pair.destination, sample.seed],
    )
    assert.equal(page.entries[prompt.entry]?.row, sample.entry.row)
    assert.deepEqual([shown.success, shown.picture], [success, `${png.slice(0, 2)}/${png}.png`])
    assert.ok(Math.abs(shown.margin - margin) < 1e-4 && (shown.margin === 0) === (margin === 0))
  }
})

test('what is drawn later joins its own piece and leaves the others as they were', () => {
  const seeds = { first: 0, count: 200 }
  const context = { ...someContext, settings: { ...someContext.settings, seeds } }
  const full = viewOf(experiments.table2 ?? assert.fail(), () => ({}), context)
  const half = { ...full, scores: full.scores.slice(0, 4500) }
  const [before, after] = [sampleShards(half), sampleShards(full)]
  assert.equal(before.length, after.length)
  assert.deepEqual(before.slice(0, 2), after.slice(0, 2))
  assert.ok((before[2]?.method.length ?? 0) < (after[2]?.method.length ?? 0))
})
