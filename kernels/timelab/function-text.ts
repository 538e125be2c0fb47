/** A checkpoint as a statement of its own, first in a body. */
export const FIRST = '$checkpoint();'
/** Around what a function of one expression gives. The comment tells its bracket from the author's own. */
export const OPEN = '($checkpoint(),'
export const CLOSE = '/*$*/)'

/**
 * Lets functions say their text as their author wrote it, without checkpoints: arquero and others read an expression such
 * as `d => d.lambda > 1` out of it. Called once, before any cell runs.
 */
export function keepFunctionTexts(): void {
  const original = Function.prototype.toString
  const say = function (this: unknown): string {
    const text = original.call(this)
    if (!text.includes('$checkpoint')) return text
    return text.replaceAll(OPEN, '').replaceAll(CLOSE, '').replaceAll(FIRST, '')
  }
  Object.defineProperty(Function.prototype, 'toString', {
    value: say,
    writable: true,
    configurable: true,
  })
}
