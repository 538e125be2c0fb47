/** A text for a message: in quotes, characters that cannot be seen as escapes (`\u200b`), cut to what a person reads. */
export function shown(text: string, longest = 80): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text
  return `"${short.replaceAll(UNSEEN, escaped)}"`
}

/** Control characters, characters without a width, and blanks other than the plain one. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]|(?! )\p{Zs}/gu

function escaped(character: string): string {
  if (character === '\n') return '\\n'
  if (character === '\t') return '\\t'
  const code = (character.codePointAt(0) ?? 0).toString(16)
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
}
