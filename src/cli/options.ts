import { InputError } from '../errors.ts'

/** Reads a whole number of at least `least`. Throws an InputError that names the flag otherwise. */
export function wholeNumber(flag: string, least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least) {
      throw new InputError(`${flag} ${quote(text)} is not a whole number of at least ${least}.`)
    }
    return value
  }
}

/** Reads a finite number greater than `above` or, with `orEqual`, equal to it. */
export function numberAbove(flag: string, above: number, orEqual = false): (text: string) => number {
  return (text) => {
    const value = Number(text)
    const inRange = orEqual ? value >= above : value > above
    if (text.trim() === '' || !Number.isFinite(value) || !inRange) {
      throw new InputError(
        `${flag} ${quote(text)} is not a number ${orEqual ? 'of at least' : 'greater than'} ${above}.`,
      )
    }
    return value
  }
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
