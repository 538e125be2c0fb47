import { InputError } from '../errors.ts'
import { type Limit, limits, mostLambdas } from './limits.ts'

/** Reads a whole number of at least `least`. Throws an InputError that names the flag otherwise, and above the limit. */
export function wholeNumber(flag: string, least: number, limit: Limit): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isInteger(value) || value < least) {
      throw new InputError(`${flag} ${quote(text)} is not a whole number of at least ${least}.`)
    }
    return within(flag, text, value, limit)
  }
}

/** Reads a finite number greater than `above` or, with `orEqual`, equal to it, up to the limit. */
export function numberAbove(
  flag: string,
  above: number,
  limit: Limit,
  orEqual = false,
): (text: string) => number {
  return (text) => {
    const value = Number(text)
    const inRange = orEqual ? value >= above : value > above
    if (text.trim() === '' || !Number.isFinite(value) || !inRange) {
      throw new InputError(
        `${flag} ${quote(text)} is not a number ${orEqual ? 'of at least' : 'greater than'} ${above}.`,
      )
    }
    return within(flag, text, value, limit)
  }
}

function within(flag: string, text: string, value: number, { most, why }: Limit): number {
  if (value > most) throw new InputError(`${flag} ${quote(text)} is too large: ${why}.`)
  return value
}

/** Reads one lambda, or several with commas between them: `1,10,100`. */
export function readLambdas(text: string): readonly number[] {
  const values = text.split(',').map(numberAbove('--lambda', 0, limits.lambda))
  if (values.length > mostLambdas) {
    throw new InputError(`--lambda names ${values.length} values: at most ${mostLambdas} fit one grid.`)
  }
  const twice = values.find((value, k) => values.indexOf(value) !== k)
  if (twice !== undefined) throw new InputError(`--lambda names ${twice} twice: name it once.`)
  return values
}

/** Reads how many seeds there are (`8`), or which: `1,2,5`, `0-7`, `0-3,10`. */
export function readSeeds(text: string): number | readonly number[] {
  const count = wholeNumber('--seeds', 1, limits.seeds)
  if (!/[,-]/.test(text.trim().slice(1))) return count(text)
  const one = wholeNumber('--seeds', 0, limits.seed)
  const seeds: number[] = []
  for (const part of text.split(',')) {
    const [, from, to] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part) ?? []
    if (from === undefined) {
      throw new InputError(
        `--seeds ${quote(text)} is neither a number of seeds (8) nor a list of them (1,2,5 or 0-7).`,
      )
    }
    const [first, last] = [one(from), one(to ?? from)]
    if (last < first) {
      throw new InputError(`--seeds ${quote(text)} has a range that ends before it begins: ${part.trim()}.`)
    }
    count(String(seeds.length + last - first + 1))
    for (let seed = first; seed <= last; seed++) seeds.push(seed)
  }
  const seen = new Set<number>()
  for (const seed of seeds) {
    if (seen.has(seed)) throw new InputError(`--seeds names ${seed} twice: name it once.`)
    seen.add(seed)
  }
  return seeds
}

/** Reads one of a few words. */
export function oneOf<Word extends string>(flag: string, choices: readonly Word[]): (text: string) => Word {
  return (text) => {
    const choice = choices.find((word) => word === text)
    if (choice === undefined)
      throw new InputError(`${flag} ${quote(text)} is not one of ${choices.join(', ')}.`)
    return choice
  }
}

/** Leaves out what was not given, so that defaults further in stand. */
export function given<Values extends object>(
  values: Values,
): { [Name in keyof Values]?: Exclude<Values[Name], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Values]?: Exclude<Values[Name], undefined>
  }
}

const quote = (text: string): string => `"${text}"`
