import { bareWord, findNoun } from '../language/nouns.ts'

/** The source's noun phrase: the source without its leading article ("A rose" -> "rose", "The sun" -> "sun"). */
export function nounOf(source: string): string {
  return source.trim().replace(/^(an?|the)\s+(?=\S)/i, '')
}

/**
 * Whether a prompt names the source's noun: its whole phrase, in singular or plural, as words of their own in any
 * case ("A field of roses" names "A rose"; "A kitten" does not name "A cat", nor "A rosebush" "A rose"). Of a
 * source that counts something out, that something is enough: "Torn jeans" names "A pair of jeans".
 */
export function namesSource(prompt: string, source: string): boolean {
  const noun = bareWords(nounOf(source).replace(/^(pair|pack|bunch|group|set|piece)s? of (?=\S)/i, ''))
  return noun.length > 0 && findNoun(bareWords(prompt), noun) >= 0
}

/** A text's words as `bareWord` leaves them; hyphens part words. */
function bareWords(text: string): readonly string[] {
  return text
    .split(/[\s\-‐‑]+/)
    .map(bareWord)
    .filter((word) => word !== '')
}
