import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { fileDigest } from '../digest.ts'
import { InputError } from '../errors.ts'
import { openRunFolder } from '../runs/run-folder.ts'
import { someSettings } from '../runs/testing.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { planRescore } from './rescore-run.ts'

const dataset = fileURLToPath(new URL('../../datasets/emoji/validation.csv', import.meta.url))

test('a run that keeps no pictures is refused with the reason', () => {
  for (const keepPictures of [true, false]) {
    const folder = join(temporaryFolder(), 'run')
    const settings = {
      ...someSettings,
      keepPictures,
      dataset: { ...someSettings.dataset, sha256: fileDigest(dataset) },
    }
    openRunFolder(folder, settings, { 'dataset.csv': dataset }).release()
    if (keepPictures) assert.equal(planRescore(folder).settings.keepPictures, true)
    else
      assert.throws(
        () => planRescore(folder),
        (error) => error instanceof InputError && /--no-pictures/.test(error.message),
      )
  }
})
