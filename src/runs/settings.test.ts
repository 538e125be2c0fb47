import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsGrowth, settingsSchema } from './settings.ts'
import { someSettings } from './testing.ts'

test('settings differ by what decides pictures and tables, not by names and places', () => {
  assert.deepEqual(
    settingsGrowth(someSettings, {
      ...someSettings,
      model: { ...someSettings.model, name: 'elsewhere/emoji' },
      dataset: { ...someSettings.dataset, name: 'other' },
    }),
    { refused: [], grown: [] },
  )
})

test('what a run grows by is told with both values, apart from what makes it another', () => {
  assert.deepEqual(
    settingsGrowth(someSettings, {
      ...someSettings,
      seeds: { first: 0, count: 8 },
      captions: { name: 'captions.csv', sha256: 'd'.repeat(64), each: 3 },
      judge: { name: 'other', digest: 'e'.repeat(64) },
      sampling: { ...someSettings.sampling, steps: 30 },
    }),
    {
      refused: ['judge.digest bbbbbbbbbbbb…, now eeeeeeeeeeee…', 'sampling.steps 20, now 30'],
      grown: ['seeds.count 2, now 8', 'captions.sha256 none, now dddddddddddd…', 'captions.each none, now 3'],
    },
  )
})

test('settings come back from JSON as they were, and unknown ones are refused', () => {
  assert.deepEqual(settingsSchema.parse(JSON.parse(JSON.stringify(someSettings))), someSettings)
  assert.throws(() => settingsSchema.parse({ ...someSettings, colour: 'blue' }))
})

test('seeds that are listed are one setting, and a run takes more of them', () => {
  const listed = { ...someSettings, seeds: { list: [1, 2, 5] } }
  assert.deepEqual(settingsSchema.parse(JSON.parse(JSON.stringify(listed))), listed)
  assert.deepEqual(settingsGrowth(listed, { ...listed, seeds: { list: [1, 2, 5, 9] } }), {
    refused: [],
    grown: ['seeds.list [1,2,5], now [1,2,5,9]'],
  })
})
