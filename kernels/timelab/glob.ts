/** So long a pattern nobody types. */
const LONGEST = 1000

/**
 * Whether texts match a pattern as a whole: `*` stands for any characters, `?` for one. Each text is read once, whatever the
 * pattern. None where the pattern is too long.
 */
export function matcher(pattern: string): ((text: string) => boolean) | undefined {
  if (pattern.length > LONGEST) return undefined
  const parts = pattern.split('*')
  const first = parts[0]!
  const last = parts.length > 1 ? parts.at(-1)! : ''
  const middle = parts
    .slice(1, -1)
    .filter((part) => part !== '')
    .map(finder)
  return (text) => {
    if (parts.length === 1) return text.length === first.length && fits(first, text, 0)
    const end = text.length - last.length
    if (end < first.length || !fits(first, text, 0) || !fits(last, text, end)) return false
    let at = first.length
    for (const find of middle) {
      at = find(text, at, end)
      if (at < 0) return false
    }
    return true
  }
}

/** Whether a part without `*` stands at a place of a text. */
function fits(part: string, text: string, at: number): boolean {
  for (let k = 0; k < part.length; k++) if (part[k] !== '?' && part[k] !== text[at + k]) return false
  return true
}

/**
 * Finds where the first occurrence of a part ends within a stretch of a text; -1 for nowhere. All beginnings of the part that
 * stand at a place are carried along as bits (Baeza-Yates and Gonnet's shift-and): no place is looked at twice.
 */
function finder(part: string): (text: string, start: number, end: number) => number {
  const words = Math.ceil(part.length / 32)
  const maskOf = (character: string | undefined) => {
    const mask = new Int32Array(words)
    for (let k = 0; k < part.length; k++)
      if (part[k] === '?' || part[k] === character) mask[k >> 5]! |= 1 << (k & 31)
    return mask
  }
  const masks = new Map(part.split('').map((character) => [character, maskOf(character)]))
  const others = maskOf(undefined)
  const [word, bit] = [(part.length - 1) >> 5, 1 << ((part.length - 1) & 31)]
  return (text, start, end) => {
    const state = new Int32Array(words)
    for (let at = start; at < end; at++) {
      const mask = masks.get(text[at]!) ?? others
      let carry = 1
      for (let k = 0; k < words; k++) {
        const value = state[k]!
        state[k] = ((value << 1) | carry) & mask[k]!
        carry = value >>> 31
      }
      if (state[word]! & bit) return at + 1
    }
    return -1
  }
}
