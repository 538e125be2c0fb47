import assert from 'node:assert/strict'
import { test } from 'node:test'
import { experiments } from '../experiments/experiments.ts'
import { createUnits } from '../runs/unit.ts'
import { comparePage } from './compare-page.ts'
import { sampleCommand } from './sample-command.ts'
import { checkShares, type PageData, viewByChance } from './testing.ts'

const experiment = experiments.table2 ?? assert.fail()
const judge = 'b'.repeat(64)
const view = viewByChance(experiment)
const other = viewByChance(experiment, { salt: 'other' })

function compared(): PageData {
  const made = comparePage(
    { label: 'one', view, judge },
    { label: 'two', view: other, judge },
    { command: '', written: '' },
  )
  return { shards: made.shards, page: made.page(made.shards.map(String)) }
}

test('every share of a comparison is that of the samples that it opens, in the run that it is of', () => {
  const data = compared()
  const { comparison, samples } = data.page
  assert.ok(samples > 0 && samples < Math.min(view.scores.length, other.scores.length))
  assert.ok(checkShares(data, comparison?.tables ?? []) > 20)
})

test('each picture of a comparison has its own command', () => {
  const lambda = 7
  const settings = { ...other.settings, edit: { ...other.settings.edit, lambda } }
  const plan = experiment.plan({
    ...{ settings, entries: other.entries, captions: [] },
    unit: createUnits(settings.model.digest, settings.sampling),
  })
  const scores = other.scores.map((score) => ({
    ...score,
    sample: plan.samples[other.plan.samples.indexOf(score.sample)] ?? score.sample,
  }))
  const made = comparePage(
    { label: 'one', view, judge },
    { label: 'two', view: { ...other, settings, plan, scores }, judge },
    { command: '', written: '' },
  )
  const page = made.page([])
  const method = page.methods.findIndex(({ role }) => role === 'after')
  const asked = { method, prompt: 0, seed: 1 }
  assert.match(sampleCommand(page, asked) ?? '', /--lambda 100 -- 'A rose'$/)
  assert.match(sampleCommand(page, asked, page.comparison?.secondDrawing) ?? '', /--lambda 7 -- 'A rose'$/)
})
