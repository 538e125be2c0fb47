/** A whole number with its thousands apart. */
export const formatCount = (value: number): string => value.toLocaleString('en')

/** One noun or several: `1 sample`, `2 samples`. */
export const countOf = (value: number, noun: string): string =>
  `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`

/** Rounded down, so that 100 % is all. */
export const formatProgress = (done: number, total: number): string =>
  total === 0 ? '0 %' : `${Math.floor((1000 * done) / total) / 10} %`
