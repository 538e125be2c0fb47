import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import test from 'node:test'
import { shippedModels } from '../models/model.ts'
import { datasetOf, judgeOf } from './companions.ts'

const folderOf = (path: string) => ({ folder: { path } }) as Parameters<typeof datasetOf>[0]
const emoji = folderOf(shippedModels.emoji)

test('the shipped model has its own data set for every experiment', () => {
  assert.equal(basename(datasetOf(emoji, 'table2')), 'test-filtered.csv')
  assert.equal(basename(datasetOf(emoji, 'table4')), 'validation.csv')
  assert.throws(() => datasetOf(emoji, 'table9'), /^InputError/)
})

test('any other model is run on the paper’s, once it has been fetched', () => {
  const root = mkdtempSync(join(tmpdir(), 'timelab-'))
  const other = folderOf(join(root, 'stable-diffusion-v1-4'))
  assert.throws(() => datasetOf(other, 'table2', root), /^InputError: .*timelab datasets pull timed/)
  mkdirSync(join(root, 'timed'))
  writeFileSync(join(root, 'timed', 'TIMED_test_set_filtered_SD14.csv'), '')
  assert.equal(basename(datasetOf(other, 'table2', root)), 'TIMED_test_set_filtered_SD14.csv')
})

test('a model without a judge says where one belongs', async () => {
  const named = { ...folderOf('nowhere'), name: 'sd' }
  await assert.rejects(judgeOf(named), /^InputError: No judge comes with the model sd: .*nowhere.clip/)
})
