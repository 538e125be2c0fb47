import type { FindingKind } from './dataset.ts'
import { shown } from './shown.ts'

/** Something about a text that its author hardly meant. */
export interface Flaw {
  readonly kind: FindingKind
  /** What was found: `"A ro\u200bse" holds a zero-width space (U+200B)`. */
  readonly what: string
  /** What `mended` makes of it; absent where only its author can tell what was meant. */
  readonly done?: string
}

/** What a text holds that cannot be seen, or that a program left in it, blanks at its ends aside. */
export function flawsOf(text: string): readonly Flaw[] {
  return PLAIN.test(text) ? lost(text) : [...unseen(text), ...quotes(text), ...lost(text)]
}

/** The text without the flaws that can be mended: what cannot be seen is taken out, blanks and quotes are plain ones. */
export function mended(text: string): string {
  if (PLAIN.test(text)) return text.trim()
  const seen = text
    .replaceAll(BLANKS, ' ')
    .replaceAll(HIDDEN, (character, index: number, all: string) =>
      belongs(character, index, all) ? character : '',
    )
    .trim()
  const straight = seen.replaceAll(/[‘’‚‛]/g, "'").replaceAll(/[“”„‟]/g, '"')
  return (WRAPPED.exec(straight)?.[1] ?? straight).trim()
}

/** Most texts: ASCII that is seen, without double quotes. */
const PLAIN = /^[ !#-~]*$/

/** Blanks other than the plain one, tabs and line breaks among them. */
const BLANKS = /[^\S \uFEFF]|\u0085/g

/** Control characters and those without a width, of which some are part of their text. */
const HIDDEN = /[\p{Cc}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu

/** Whether a hidden character at `index` has its place there: in an emoji, a flag, or a script that joins letters. */
function belongs(character: string, index: number, text: string): boolean {
  if (character.search(BLANKS) >= 0) return true
  if (/\p{Variation_Selector}/u.test(character)) return true
  const before = text.slice(0, index)
  if (/\u200C|\u200D/.test(character)) {
    return /(\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F|\p{M}|(?!\p{Script=Latin})\p{L})$/u.test(
      before,
    )
  }
  return /[\u{E0020}-\u{E007F}]/u.test(character) && /\u{1F3F4}[\u{E0020}-\u{E007F}]*$/u.test(before)
}

function unseen(text: string): readonly Flaw[] {
  const inner = text.trim()
  const blanks = [...inner.matchAll(BLANKS)].map(([character]) => character)
  const hidden = [...inner.matchAll(HIDDEN)].flatMap(({ 0: character, index }) =>
    belongs(character, index, inner) ? [] : [character],
  )
  const distinct = [...new Set([...blanks, ...hidden])]
  if (distinct.length === 0) return []
  const named = distinct.slice(0, 3).map(nameOf).join(', ')
  const more = distinct.length > 3 ? ` and ${distinct.length - 3} others` : ''
  const done = [
    ...(hidden.length > 0 ? ['taken out'] : []),
    ...(blanks.length > 0 ? ['replaced by a plain blank'] : []),
  ]
  return [{ kind: 'unseen', what: `${shown(inner)} holds ${named}${more}`, done: done.join(' or ') }]
}

const characterNames: ReadonlyMap<string, string> = new Map([
  ['\n', 'a line break'],
  ['\t', 'a tab'],
  ['\0', 'a NUL character (U+0000)'],
  ['\u00a0', 'a no-break space (U+00A0)'],
  ['\u202f', 'a narrow no-break space (U+202F)'],
  ['\u00ad', 'a soft hyphen (U+00AD)'],
  ['\u200b', 'a zero-width space (U+200B)'],
  ['\u200c', 'a zero-width non-joiner (U+200C)'],
  ['\u200d', 'a zero-width joiner (U+200D)'],
  ['\u2060', 'a word joiner (U+2060)'],
  ['\ufeff', 'a byte order mark (U+FEFF)'],
])

function nameOf(character: string): string {
  const point = character.codePointAt(0) ?? 0
  const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
  const known = characterNames.get(character)
  if (known !== undefined) return known
  if (/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u.test(character)) return `a direction mark (${code})`
  if (/\p{Zs}/u.test(character)) return `an unusual blank (${code})`
  return /\p{Cc}/u.test(character) ? `a control character (${code})` : `an invisible character (${code})`
}

/** A text that stands in double quotes as a whole. */
const WRAPPED = /^"\s*([^"\s][^"]*)"$/

function quotes(text: string): readonly Flaw[] {
  const inner = text.trim()
  const straight = inner.replaceAll(/[“”„‟]/g, '"')
  if (WRAPPED.test(straight)) {
    const what = `the quotation marks around ${shown(straight.slice(1, -1))} are part of the text`
    return [{ kind: 'quotes', what, done: 'taken off' }]
  }
  const found = /[‘’‚‛“”„‟]/.exec(inner)
  if (!found) return []
  const what = `${shown(inner)} has a typographic quote (${found[0]}), which CLIP reads otherwise than a straight one`
  return [{ kind: 'quotes', what, done: 'made straight' }]
}

/** Of UTF-8 that was taken for Windows-1252: `Ã©` for é, `â€™` for ’. */
const MISREAD = /[ÃÂ][\u0080-\u00bfˆŠŒŽ‚ƒ„…†‡‰‹‘’“”•–—˜™š›œžŸ€]|â[€‚„†™œž]/

function lost(text: string): readonly Flaw[] {
  const inner = text.trim()
  if (/^#(NAME\?|REF!|VALUE!|N\/A|DIV\/0!|NULL!|NUM!)$/i.test(inner)) {
    return [{ kind: 'lost', what: `${shown(inner)} is what a spreadsheet shows for an error` }]
  }
  if (/^(nan|none|null|undefined|<NA>)$/i.test(inner)) {
    return [{ kind: 'lost', what: `${shown(inner)} is what programs write for a text that is missing` }]
  }
  if (inner.includes('\uFFFD')) {
    return [{ kind: 'lost', what: `${shown(inner)} holds the sign for a letter that was lost (U+FFFD)` }]
  }
  if (MISREAD.test(inner)) {
    return [{ kind: 'lost', what: `${shown(inner)} seems to be UTF-8 that was read as Windows-1252` }]
  }
  return []
}
