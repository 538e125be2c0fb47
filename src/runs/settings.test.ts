import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsDifferences, settingsSchema } from './settings.ts'
import { someSettings } from './testing.ts'

test('settings differ by what decides pictures and tables, not by names and places', () => {
  assert.deepEqual(
    settingsDifferences(someSettings, {
      ...someSettings,
      model: { ...someSettings.model, name: 'elsewhere/emoji' },
      dataset: { ...someSettings.dataset, name: 'other' },
    }),
    [],
  )
})

test('each difference is named with both values', () => {
  assert.deepEqual(
    settingsDifferences(someSettings, {
      ...someSettings,
      seeds: { first: 0, count: 8 },
      captions: { name: 'captions.csv', sha256: 'd'.repeat(64), each: 3 },
    }),
    [
      'seeds.count: 2 in the folder, 8 asked',
      `captions.sha256: none in the folder, "${'d'.repeat(64)}" asked`,
      'captions.each: none in the folder, 3 asked',
    ],
  )
})

test('settings come back from JSON as they were, and unknown ones are refused', () => {
  assert.deepEqual(settingsSchema.parse(JSON.parse(JSON.stringify(someSettings))), someSettings)
  assert.throws(() => settingsSchema.parse({ ...someSettings, colour: 'blue' }))
})
