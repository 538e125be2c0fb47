/**
 * Cohen's kappa of two judges' decisions on the same samples, -1 to 1: (agreement - chance) / (1 - chance), where
 * chance is how often judges with those shares of yes would agree at random. Undefined where both always decide alike
 * because each only ever says one thing. Throws a RangeError where the two are not of one length, or empty.
 */
export function cohensKappa(a: readonly boolean[], b: readonly boolean[]): number | undefined {
  if (a.length !== b.length || a.length === 0) {
    throw new RangeError(`${a.length} and ${b.length} decisions cannot be compared`)
  }
  const share = (decisions: readonly boolean[]) => decisions.filter(Boolean).length / decisions.length
  const agreement = share(a.map((decision, k) => decision === b[k]))
  const [yesA, yesB] = [share(a), share(b)]
  const chance = yesA * yesB + (1 - yesA) * (1 - yesB)
  return chance === 1 ? undefined : (agreement - chance) / (1 - chance)
}
