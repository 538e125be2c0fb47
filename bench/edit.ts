/**
 * What an edit costs beyond the text encoder, at Stable Diffusion v1.4's size: 4 prompts of 77 tokens, 768 wide,
 * 32 matrices. Beside it the authors' released formula: in PyTorch where TIMELAB_PYTHON or python3 has torch, and
 * in this language. Run with `npm run bench:edit`; about half a minute.
 */
import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { add, identity, lup, type Matrix, matrix, multiply, transpose } from 'mathjs'
import { edit } from '../src/editing/edit.ts'
import { editedMatrices } from '../src/editing/effect.ts'
import { applyMap, type LinearMap } from '../src/editing/embedding-map.ts'
import { materialise } from '../src/editing/materialise.ts'
import { randomPair } from '../src/editing/testing.ts'
import { inMemory } from '../src/engine/in-memory.ts'
import { createGenerator } from '../src/engine/random.ts'
import { unetConfig } from '../src/models/unet-config.ts'
import type { Weights } from '../src/weights/types.ts'
import { releasedEdit } from './released-edit.ts'

const width = 768
const tokens = 77
const lambda = 0.1
const config = unetConfig({ cross_attention_dim: width, sample_size: 64 }, 'SD v1.4')
const pairs = [1, 2, 3, 4].map((seed) => randomPair('a rose', 'a blue rose', width, seed))
const settings = { lambda, align: 'released' } as const

const map = edit(pairs, settings)
const linear = map.keys as LinearMap
const matrices = editedMatrices(map, config)
const parameters = matrices.reduce((sum, { inner }) => sum + inner * width, 0)
const widths = [...new Set(matrices.map(({ inner }) => inner))].map(
  (inner) => [inner, matrices.filter((each) => each.inner === inner).length] as const,
)
const weights = randomWeights()
const states = { data: createGenerator(9).randn(2 * tokens * width), shape: [2, tokens, width] }

const solve = timed(() => edit(pairs, settings), 40)
const apply = timed(() => applyMap(map, states), 40)
const rewrite = milliseconds(() => materialise(map, config, weights))
const released = { language: releasedHere(), python: releasedInPython() }

const ours = solve.median + apply.median
const ratio = (other: number | undefined) => (other === undefined ? '' : `${(other / ours).toFixed(0)}x`)
const table = new Table({
  head: ['', 'best ms', 'median ms', 'over ours'],
  colAligns: ['left', 'right', 'right', 'right'],
  style: { head: [], border: [] },
})
const once = (time: number) => ['', ms(time), ratio(time)]
table.push(
  ['edit: align, Gram matrix, Cholesky (float64)', ms(solve.best), ms(solve.median), ''],
  ['apply to a prompt and the empty prompt', ms(apply.best), ms(apply.median), ''],
  ['together: an edit, ready to draw', ms(solve.best + apply.best), ms(ours), '1x'],
  [`materialise ${matrices.length} matrices (only to export)`, ...once(rewrite)],
  ['mathjs: Gram matrix and LU alone', ...once(mathjsSolve())],
  ['released formula, TypeScript', ...once(released.language)],
  released.python === undefined
    ? ['released formula, PyTorch: no Python with torch found (set TIMELAB_PYTHON)', '', '-', '']
    : [`released formula, PyTorch ${released.python.torch}`, ...once(released.python.milliseconds)],
)
console.log(
  `${matrices.length} matrices, ${parameters.toLocaleString('en')} parameters, rank ${linear.rank}; ${cpus()[0]?.model}, ` +
    `${availableParallelism()} cores, one thread ours\n${table.toString()}`,
)

function ms(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 100 ? 1 : 0)
}

/** The best run is what a busy machine cannot slow down; the median is what one gets. */
function timed(work: () => unknown, count: number): { readonly best: number; readonly median: number } {
  for (let i = 0; i < 10; i++) work()
  const times = Array.from({ length: count }, () => milliseconds(work)).sort((a, b) => a - b)
  return { best: times[0] ?? 0, median: times[count >> 1] ?? 0 }
}

function milliseconds(work: () => unknown): number {
  const begun = performance.now()
  work()
  return performance.now() - begun
}

/** Random projections of SD v1.4's shapes, as a checkpoint's weights would be read. */
function randomWeights(): Weights {
  const made = matrices.map(({ name, inner }, k) => {
    return [name, { shape: [inner, width], data: createGenerator(k).randn(inner * width) }] as const
  })
  return inMemory(Object.fromEntries(made))
}

function mathjsSolve(): number {
  const rows = pairs.flatMap(({ source }) =>
    Array.from({ length: tokens }, (_, i) => [...source.states.data.subarray(i * width, (i + 1) * width)]),
  )
  return milliseconds(() => {
    const c = matrix(rows)
    lup(add(multiply(c, transpose(c)), multiply(identity(rows.length) as Matrix, lambda)) as Matrix)
  })
}

/** The released formula handles each matrix alone: one of each width is timed, and counted as often as there are. */
function releasedHere(): number {
  return widths.reduce((total, [inner, count]) => {
    const weight = new Float64Array(createGenerator(inner).randn(inner * width))
    return total + count * milliseconds(() => releasedEdit(weight, inner, pairs, lambda))
  }, 0)
}

function releasedInPython(): { readonly milliseconds: number; readonly torch: string } | undefined {
  const sizes = { width, tokens, prompts: pairs.length, matrices: widths, threads: availableParallelism() }
  try {
    const script = fileURLToPath(new URL('released_edit.py', import.meta.url))
    const python = process.env.TIMELAB_PYTHON ?? 'python3'
    const out = execFileSync(python, [script, JSON.stringify(sizes)], { stdio: ['ignore', 'pipe', 'ignore'] })
    const { seconds, torch } = JSON.parse(out.toString()) as { seconds: number; torch: string }
    return { milliseconds: 1000 * seconds, torch }
  } catch {
    return undefined
  }
}
