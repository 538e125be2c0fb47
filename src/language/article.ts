/** "a" or "an" before a word, by how its beginning sounds: "a unicorn", "an hour", "an FBI agent", "an 8-bit rose". */
export function articleFor(word: string): 'a' | 'an' {
  const start = word.replace(/^[^\p{L}\p{N}]+/u, '')
  if (/^\d/.test(start)) return /^(8|1[18](?!\d))/.test(start) ? 'an' : 'a'
  const lower = start.normalize('NFD').toLowerCase()
  if (isSpelt(start)) return /^[aefhilmnorsx]/.test(lower) ? 'an' : 'a'
  if (/^(hour|honest|honou?r|heir)/.test(lower)) return 'an'
  // Said "you" (uniform, usual, European) or "won" (one-eyed).
  if (/^(u[bcfgkrst][aeiouy]|ukrain|uni(?!n|m|de)|eu|ewe|ouija|once\b|one\b)/.test(lower)) return 'a'
  return /^[aeiou]/.test(lower) ? 'an' : 'a'
}

/** Whether a word begins with letters that are said one by one: "FBI", "SUV", "X-ray", but not "NASA" or "IKEA". */
function isSpelt(word: string): boolean {
  const capitals = /^\p{Lu}+(?!\p{L})/u.exec(word)?.[0]
  if (capitals === undefined) return /^\p{L}(?!\p{L})/u.test(word)
  return capitals.length < 4 || !/^[^AEIOU]?([AEIOU]{1,2}[^AEIOU]{1,2})*[AEIOU]*$/.test(capitals)
}
