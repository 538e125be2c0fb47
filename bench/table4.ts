/**
 * What Table 4 costs: all 32 settings of one validation entry as `timelab reproduce table4` runs them, against the
 * straightforward way with diffusers on the same weights, which for each setting rewrites the projections and draws
 * everything anew. The peer runs two settings and is multiplied: its settings all cost the same. It judges nothing,
 * where ours includes the judge, the ledger and the PNG files. Needs a Python with diffusers (TIMELAB_PYTHON).
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { readDataset } from '../src/datasets/read.ts'
import { align } from '../src/editing/align.ts'
import { augment } from '../src/editing/augment.ts'
import { openJudge } from '../src/evaluation/judge.ts'
import { reproduce } from '../src/experiments/reproduce.ts'
import { table4Settings } from '../src/experiments/table4.ts'
import { loadModel, shippedModels } from '../src/models/model.ts'

const SEEDS = 8
const TRIED = 2
const dataset = fileURLToPath(new URL('../datasets/emoji/validation.csv', import.meta.url))
const [entry] = readDataset(dataset).entries
if (!entry) throw new Error('The validation set is empty')

const model = await loadModel('emoji')
const judge = await openJudge(join(model.folder.path, 'clip'))
const { steps, guidance } = model.defaults
const prompts = [...entry.positives, ...entry.negatives].map(({ prompt }) => prompt)
const forms = entry.positives.map(({ destination }) => destination)

const folder = mkdtempSync(join(tmpdir(), 'timelab-bench-'))
const begun = performance.now()
await reproduce('table4', { model, judge, dataset, into: folder, limit: 1, seeds: SEEDS })
const ours = (performance.now() - begun) / 1000
rmSync(folder, { recursive: true })
const drawn = SEEDS * (table4Settings.length * prompts.length + prompts.length + forms.length)

const theirs = await straightforward()
const table = new Table({ head: ['', 'pictures', 'seconds', 'pictures /s'], style: { head: [], border: [] } })
table.push(['timelab, judged and recorded', drawn, ours.toFixed(1), (drawn / ours).toFixed(1)])
if (theirs === undefined) {
  process.stdout.write('No Python with diffusers here: set TIMELAB_PYTHON to one for the comparison.\n')
} else {
  const redrawn = SEEDS * table4Settings.length * (2 * prompts.length + forms.length)
  table.push(['rewritten and redrawn, diffusers', redrawn, theirs.toFixed(1), (redrawn / theirs).toFixed(1)])
}
process.stdout.write(
  `Table 4 for one entry, ${table4Settings.length} settings, ${SEEDS} seeds, ${steps} steps, guidance ${guidance}\n${table.toString()}\n`,
)
if (theirs !== undefined) process.stdout.write(`Ratio: ${(theirs / ours).toFixed(2)}\n`)
await judge.close()
await model.close()

/** Seconds that all settings take the straightforward way; undefined where there is no Python with diffusers. */
async function straightforward(): Promise<number | undefined> {
  const script = fileURLToPath(new URL('table4_diffusers.py', import.meta.url))
  const peer = spawn(process.env.TIMELAB_PYTHON ?? 'python3', [script, shippedModels.emoji], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
  const ready = await Promise.race([lines.next(), once(peer, 'error').then(() => undefined)])
  if (ready?.value !== 'ready') return undefined
  let seconds = 0
  // One of each kind: the cheapest and the dearest to edit.
  for (const { lambda, only, augment: augmented } of [table4Settings[0], table4Settings.at(-1)].flatMap(
    (setting) => setting ?? [],
  )) {
    const setting = {
      lambda,
      kinds: only === 'both' ? ['k', 'v'] : ['v'],
      pairs: pairs(augmented),
      edited: prompts,
      unedited: [...prompts, ...forms],
      seeds: SEEDS,
      steps,
      guidance,
    }
    peer.stdin.write(`${JSON.stringify(setting)}\n`)
    seconds += Number((await lines.next()).value)
  }
  peer.stdin.end()
  return (seconds * table4Settings.length) / TRIED
}

function pairs(augmented: boolean) {
  const { source, destination } = entry as NonNullable<typeof entry>
  const [sources, destinations] = augmented
    ? [augment(source), augment(destination)]
    : [[source], [destination]]
  return sources.map((from, k) => {
    const to = destinations[k] ?? destination
    const aligned = align(model.tokenizer.encode(from), model.tokenizer.encode(to), 'released')
    return { source: from, destination: to, from: aligned.source, to: aligned.destination }
  })
}
