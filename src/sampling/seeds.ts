import { InputError } from '../errors.ts'

/** So many seeds from the first on. */
export interface SeedRange {
  readonly first: number
  readonly count: number
}

/** The seeds of every prompt as plain data: a range, or a list in ascending order where there are gaps. */
export type Seeds = SeedRange | { readonly list: readonly number[] }

/** The largest seed: PyTorch's CPU generator reads 32 bits, so a larger one would draw what a smaller one draws. */
export const largestSeed = 2 ** 32 - 1

/** How many seeds one call may ask for. */
export const mostSeeds = 100_000

/**
 * Seeds as plain data, the same for the same set however it was given.
 * Throws an InputError for a seed that is not a whole number from 0 to `largestSeed`, is named twice, or one too many.
 */
export function seedsOf(seeds: number | readonly number[] = 1, first = 0): Seeds {
  if (typeof seeds === 'number') return { first, count: seedList(seeds, first).length }
  const list = [...seedList(seeds)].sort((a, b) => a - b)
  const twice = list.find((seed, k) => seed === list[k + 1])
  if (twice !== undefined) throw new InputError(`The seed ${twice} is named twice: name it once.`)
  const [least = 0, most = 0] = [list[0], list.at(-1)]
  return most - least === list.length - 1 ? { first: least, count: list.length } : { list }
}

/** The seeds one by one, ascending. */
export const listSeeds = (seeds: Seeds): readonly number[] =>
  'list' in seeds ? seeds.list : seedList(seeds.count, seeds.first)

/** How many seeds there are. */
export const countSeeds = (seeds: Seeds): number => ('list' in seeds ? seeds.list.length : seeds.count)

/** The least seed. */
export const firstSeed = (seeds: Seeds): number => ('list' in seeds ? (seeds.list[0] ?? 0) : seeds.first)

/** As people say them: `3`, `0 to 23`, `1, 2, 5`. */
export function describeSeeds(seeds: Seeds): string {
  if ('list' in seeds) return seeds.list.join(', ')
  return seeds.count === 1 ? String(seeds.first) : `${seeds.first} to ${seeds.first + seeds.count - 1}`
}

/** `seeds` where it lists them, in its own order, else so many from `first` on. Throws an InputError as `seedsOf` does. */
export function seedList(seeds: number | readonly number[] = 1, first = 0): readonly number[] {
  const count = typeof seeds === 'number' ? seeds : seeds.length
  if (!Number.isInteger(count) || count < 1) {
    throw new InputError(
      typeof seeds === 'number'
        ? `seeds must be a list of seeds or how many there are, at least 1, not ${seeds}.`
        : 'The list of seeds is empty: name at least one.',
    )
  }
  if (count > mostSeeds) {
    throw new InputError(
      `${count} seeds are too many: draw at most ${mostSeeds.toLocaleString('en')} pictures of each prompt at once.`,
    )
  }
  const list = typeof seeds === 'number' ? Array.from({ length: count }, (_, k) => first + k) : seeds
  const stranger = list.find((seed) => !Number.isInteger(seed) || seed < 0 || seed > largestSeed)
  if (stranger !== undefined) {
    throw new InputError(`The seed ${stranger} is not a whole number from 0 to ${largestSeed}.`)
  }
  return list
}
