import type { RunPage, SampleShard } from '../page-data.ts'
import { createStore } from './store.ts'

/** A run of one edit, two prompts of it and one near concept, by three methods and two seeds, for tests to bend. */
export const someRun: RunPage = {
  title: 'A run',
  status: { state: 'finished', total: 18, done: 18, rate: null, toGo: null, written: '2026-01-01T00:00:00Z' },
  settings: [],
  command: 'timelab reproduce table2',
  warnings: [],
  tables: [],
  charts: [],
  figures: [],
  entries: [
    { row: 2, kind: 'colour', source: 'A rose', destination: 'A blue rose' },
    { row: 3, kind: 'style', source: 'A cat', destination: 'A painting of a cat' },
  ],
  prompts: [
    { entry: 0, measure: 'generality', prompt: 'A rose', destination: 'A blue rose', named: true },
    { entry: 0, measure: 'specificity', prompt: 'A tulip', destination: 'A blue tulip', named: false },
    {
      entry: 1,
      measure: 'generality',
      prompt: 'A kitten',
      destination: 'A painting of a kitten',
      named: false,
    },
  ],
  methods: [
    { name: 'oracle', role: 'oracle' },
    { name: 'baseline', role: 'before' },
    { name: 'TIME', role: 'after' },
  ],
  pictures: 'pictures',
  picture: { width: 64, height: 64 },
  shards: 1,
  versions: ['1'],
  samples: 18,
  drawing: null,
}

/** Its samples: every method, prompt and seed 7 and 9, each with a margin of its own. */
export const someShard: SampleShard = shardOf(
  [0, 1, 2].flatMap((method) => [0, 1, 2].map((prompt) => [method, prompt] as const)),
)

/** The samples of methods and prompts by both seeds; positive margins are successes but for specificity. */
function shardOf(pairs: readonly (readonly [method: number, prompt: number])[]): SampleShard {
  const samples = pairs.flatMap(([method, prompt]) => [7, 9].map((seed) => ({ method, prompt, seed })))
  const margins = samples.map((_, i) => (i - 9) / 10)
  return {
    method: samples.map(({ method }) => method),
    prompt: samples.map(({ prompt }) => prompt),
    seed: samples.map(({ seed }) => seed),
    success: samples.map(({ prompt }, i) => (margins[i]! > 0 === (prompt !== 1) && margins[i] !== 0 ? 1 : 0)),
    margin: margins,
    intact: samples.map((_, i) => (i % 3 === 0 ? 0 : 1)),
    picture: samples.map((_, i) => `aa/${i}.png`),
  }
}

export const someStore = createStore(someRun, [someShard])
