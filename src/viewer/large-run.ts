import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { shippedDatasets } from '../datasets/shipped.ts'
import { fileDigest, sha256 } from '../digest.ts'
import { createGenerator } from '../engine/random.ts'
import { unitsOf } from '../experiments/experiment.ts'
import { planOf } from '../experiments/open-run.ts'
import { textsOf } from '../experiments/scores.ts'
import { encodePng } from '../images/png.ts'
import { openLedger } from '../runs/ledger.ts'
import { cutIntoBatches } from '../runs/run.ts'
import { keepPicture, runInput } from '../runs/run-folder.ts'
import { someSettings } from '../runs/testing.ts'
import { editsOf, type Unit } from '../runs/unit.ts'

/** Features are as wide as the shipped judge's. */
const WIDTH = 256
/** Distinct pictures; every unit has one of them. */
const PICTURES = 200

/**
 * Makes a finished run in the empty folder `folder` by no model: Table 4 over all its settings, 24 seeds unless told (97,920
 * samples), with features by chance and plain pictures of many colours. For tests and benches of what must stay usable at
 * that size; `writePage(folder)` then writes its page, and `node bench/page.ts FOLDER` both. Takes a quarter of a minute.
 */
export async function largeRunForTest(folder: string, { seeds = 24 } = {}): Promise<void> {
  const dataset = join(shippedDatasets, 'emoji', 'validation.csv')
  const settings = {
    ...someSettings,
    experiment: 'table4',
    dataset: { name: 'validation', sha256: fileDigest(dataset), normalise: false },
    seeds: { first: 0, count: seeds },
  }
  const { plan, dataset: read } = planOf(settings, { dataset })
  const units = unitsOf(plan)
  mkdirSync(folder, { recursive: true })
  copyFileSync(dataset, runInput(folder, 'dataset.csv'))
  writeFileSync(join(folder, 'run.json'), JSON.stringify(settings))
  const pngs: string[] = []
  for (let k = 0; k < PICTURES; k++) pngs.push(keepPicture(folder, await plainPicture(k)))
  const ledger = openLedger(folder)
  try {
    const judge = settings.judge.digest
    ledger.nameJudge(judge, settings.judge.name)
    ledger.recordTexts(judge, new Map(textsOf(plan, read.entries).map((text) => [text, feature(text)])))
    const effect = { layers: 7, matrices: 14, parameters: 1, size: 0.1 }
    const edits = [...editsOf(units)].map(([id, spec]) => ({ id, spec, effect }))
    const seen = ({ key, ...unit }: Unit, k: number) => ({
      unit: { key, ...unit },
      png: pngs[k % PICTURES] ?? '',
      feature: feature(key),
    })
    for (const [k, batch] of cutIntoBatches(units, 2000).entries()) {
      const pictures = batch.map(seen)
      ledger.record({ judge, pictures, edits: k === 0 ? edits : [], seconds: 1, at: 1000 * k })
    }
  } finally {
    ledger.close()
  }
}

/** A direction of unit length that a text alone decides. */
function feature(text: string): Float32Array {
  const values = createGenerator(Number.parseInt(sha256(text).slice(0, 8), 16)).randn(WIDTH)
  const length = Math.hypot(...values)
  return Float32Array.from(values, (value) => value / length)
}

function plainPicture(k: number): Promise<Uint8Array> {
  const { width, height } = someSettings.sampling
  const pixels = Uint8Array.from(
    { length: 3 * width * height },
    (_, i) => (k * (37 + 22 * (i % 3)) + ((i / 3) % width)) % 256,
  )
  return encodePng({ width, height, pixels })
}
