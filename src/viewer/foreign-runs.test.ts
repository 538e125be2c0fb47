import assert from 'node:assert/strict'
import { existsSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { shippedDatasets } from '../datasets/shipped.ts'
import { fileDigest } from '../digest.ts'
import { unitsOf } from '../experiments/experiment.ts'
import { planOf } from '../experiments/open-run.ts'
import { makeReport } from '../experiments/report.ts'
import { textsOf } from '../experiments/scores.ts'
import { openLedger } from '../runs/ledger.ts'
import { keepPicture, openRunFolder, picturePath } from '../runs/run-folder.ts'
import { someOutcome, someSettings } from '../runs/testing.ts'
import { editsOf } from '../runs/unit.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { writeComparePage } from './write-compare.ts'

const dataset = join(shippedDatasets, 'emoji', 'validation.csv')
const sha256 = fileDigest(dataset)
const settings = {
  ...someSettings,
  limit: 1,
  seeds: { first: 0, count: 1 },
  dataset: { name: 'v', sha256, normalise: false },
}

/** A run that somebody else may have made, whose first picture and features are what is given, with right digests. */
async function foreignRun(feature: Float32Array, png?: string): Promise<string> {
  const folder = temporaryFolder()
  openRunFolder(folder, settings, { 'dataset.csv': dataset }).release()
  const { plan, dataset: read } = planOf(settings, { dataset })
  const ledger = openLedger(folder)
  const judge = settings.judge.digest
  ledger.recordTexts(judge, new Map(textsOf(plan, read.entries).map((text) => [text, Float32Array.of(0, 1)])))
  const units = unitsOf(plan)
  const pictures = await Promise.all(
    units.map(async (unit, k) => {
      const outcome = await someOutcome(unit)
      return { unit, png: (k === 0 && png) || keepPicture(folder, outcome.png), feature }
    }),
  )
  const effect = { layers: 1, matrices: 2, parameters: 3, size: 0.1 }
  const edits = [...editsOf(units)].map(([id, spec]) => ({ id, spec, effect }))
  ledger.record({ judge, pictures, edits, seconds: 1, at: 1 })
  ledger.close()
  return folder
}
const sound = Float32Array.of(1, 0)

test('a picture’s name that is no digest is left out and said, and no page links it', async () => {
  const [run, other] = [await foreignRun(sound, '../../secret'), await foreignRun(sound)]
  assert.match(
    makeReport(run).warnings.join(),
    /^The ledger is damaged \(1 of its records are of another kind\)/,
  )
  const into = join(temporaryFolder(), 'both')
  await writeComparePage(run, other, into)
  for (const name of readdirSync(join(into, 'pictures'), { recursive: true, encoding: 'utf8' })) {
    assert.match(name, /^[0-9a-f]{2}([\\/][0-9a-f]{64}\.png)?$/)
  }
})

test('a link in the place of a picture is not followed out of the run', async () => {
  const [run, other] = [await foreignRun(sound), await foreignRun(sound)]
  const secret = join(temporaryFolder(), 'secret')
  writeFileSync(secret, 'mine')
  const names = readdirSync(join(run, 'pictures'), { recursive: true, encoding: 'utf8' })
  const name = names.find((each) => each.endsWith('.png')) ?? ''
  const digest = name.slice(3, 67)
  for (const each of [run, other]) {
    rmSync(picturePath(each, digest))
    symlinkSync(secret, picturePath(each, digest))
  }
  const into = join(temporaryFolder(), 'both')
  await writeComparePage(run, other, into)
  assert.ok(!existsSync(join(into, 'pictures', name)))
})

test('features of another width than the texts’ are refused in a sentence', async () => {
  const run = await foreignRun(Float32Array.of(1, 0, 0))
  assert.throws(() => makeReport(run), /features of 3 numbers for pictures and of 2 for texts/)
})
