/** A whole number with its thousands apart. */
export const formatCount = (value: number): string => value.toLocaleString('en')

/** One noun or several: `1 sample`, `2 samples`. */
export const countOf = (value: number, noun: string): string =>
  `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`

/** Rounded down, so that 100 % is all. */
export const formatProgress = (done: number, total: number): string =>
  total === 0 ? '0 %' : `${Math.floor((1000 * done) / total) / 10} %`

/** Seconds, in the two units that matter: `2 h 5 min`, `40 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const units: readonly (readonly [string, number])[] = [
    ['d', Math.floor(whole / 86400)],
    ['h', Math.floor(whole / 3600) % 24],
    ['min', Math.floor(whole / 60) % 60],
    ['s', whole % 60],
  ]
  const first = units.findIndex(([, value]) => value > 0)
  if (first < 0) return '0 s'
  const shown = units.slice(first, first + 2).filter(([, value]) => value > 0)
  return shown.map(([unit, value]) => `${value} ${unit}`).join(' ')
}
