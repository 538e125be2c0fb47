/** A number for people, in so many figures and never in powers of ten: 210, 0.0021, 1,230. */
export const significant = (value: number, figures: number): string =>
  new Intl.NumberFormat('en', {
    minimumSignificantDigits: figures,
    maximumSignificantDigits: figures,
  }).format(value)

/** What a computation took: `2.1 ms`, `210 ms`, `3.4 s`. */
export const formatSeconds = (seconds: number): string =>
  seconds < 1 ? `${significant(1000 * seconds, seconds < 0.1 ? 2 : 3)} ms` : `${significant(seconds, 2)} s`
