/** The protocol counts cursors in code points; TypeScript in UTF-16 units. */
export const codePoints = (code: string, offset: number): number => [...code.slice(0, offset)].length

/** The UTF-16 units before the code point `position`; all of them where it is no number. */
export const units = (code: string, position: unknown): number =>
  typeof position === 'number' ? [...code].slice(0, position).join('').length : code.length
