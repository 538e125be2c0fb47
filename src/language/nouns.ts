/**
 * Where in `words` the noun phrase begins, -1 if nowhere. Both are lists of bare words; the phrase's head, which is
 * its last word or the one before "of", may stand in the other number.
 */
export function findNoun(words: readonly string[], noun: readonly string[], from = 0): number {
  const of = noun.indexOf('of')
  const head = of > 0 ? of - 1 : noun.length - 1
  return words.findIndex(
    (_, start) =>
      start >= from &&
      noun.every((wanted, index) => {
        const word = words[start + index]
        return word !== undefined && (word === wanted || (index === head && sameNoun(word, wanted)))
      }),
  )
}

/** A word in lower case without the marks around it and without the possessive: `Cat's,` -> `cat`. */
export function bareWord(word: string): string {
  return word
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    .replace(/'s$/, '')
}

/** Whether two nouns are the same but for their number. */
export const sameNoun = (a: string, b: string): boolean =>
  a === b || pluralsOf(a).includes(b) || pluralsOf(b).includes(a)

/** The forms that English may give a noun in the plural; more than one where spelling alone does not tell. */
export function pluralsOf(noun: string): readonly string[] {
  const plurals = [`${noun}s`]
  if (/(s|x|z|ch|sh|o)$/.test(noun)) plurals.push(`${noun}es`)
  if (/[^aeiou]y$/.test(noun)) plurals.push(noun.replace(/y$/, 'ies'))
  if (/fe?$/.test(noun)) plurals.push(noun.replace(/fe?$/, 'ves'))
  if (/man$/.test(noun)) plurals.push(noun.replace(/man$/, 'men'))
  const irregular = irregulars.get(noun)
  if (irregular !== undefined) plurals.push(irregular)
  return plurals
}

const irregulars: ReadonlyMap<string, string> = new Map([
  ['person', 'people'],
  ['child', 'children'],
  ['mouse', 'mice'],
  ['goose', 'geese'],
  ['foot', 'feet'],
  ['tooth', 'teeth'],
  ['ox', 'oxen'],
  ['die', 'dice'],
  ['cactus', 'cacti'],
])

/** Whether a noun has the look of a plural. */
export const isPlural = (noun: string): boolean =>
  /([^su]s|[^aeiou]es|people|children|men|mice|geese|feet|teeth|sheep|fish|deer)$/.test(noun)
