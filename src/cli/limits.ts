import { largestSeed, mostSeeds } from '../sampling/seeds.ts'

/** The most that a number may be, and what the sentence that refuses more says. */
export interface Limit {
  readonly most: number
  readonly why: string
}

const most = (value: number, what: string): Limit => ({
  most: value,
  why: `at most ${value.toLocaleString('en')}${what}`,
})

/** Of every number that a flag takes: far beyond use, and before memory or time run out without a word. */
export const limits = {
  seeds: most(mostSeeds, ' pictures of each prompt at once'),
  seed: { most: largestSeed, why: `at most ${largestSeed}: PyTorch’s generator reads 32 bits of a seed` },
  steps: most(1000, ', the timesteps that Stable Diffusion is trained on'),
  guidance: most(1000, '; pictures saturate far below'),
  batch: most(1024, ' pictures at once'),
  threads: most(1024, ' threads'),
  lambda: { most: 1e15, why: 'at most 1e15; the edit changes nothing long before' },
  preserveWeight: { most: 1e15, why: 'at most 1e15' },
  entries: most(1_000_000, ' entries: leave --limit out to take all'),
  captions: most(100_000, ' captions per edited model'),
  seconds: most(604_800, ' seconds, a week: leave --until-idle out to wait for ever'),
} as const satisfies Record<string, Limit>

/** How many lambdas one edit is solved at: each is a group of the grid. */
export const mostLambdas = 32
