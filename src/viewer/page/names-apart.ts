/** Two runs' names without the folders that both lie in; whole where that would leave nothing or the same. */
export function namesApart(first: string, second: string): readonly [string, string] {
  const [one, other] = [first.split('/'), second.split('/')]
  const differs = one.findIndex((part, place) => part !== other[place])
  if (differs < 1) return [first, second]
  const [short, shorter] = [one, other].map((parts) => parts.slice(differs).join('/'))
  return short && shorter ? [short, shorter] : [first, second]
}
