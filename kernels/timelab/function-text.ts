import { readable } from './traceback.ts'

/** A checkpoint as a statement of its own, first in a body. */
export const FIRST = '$tl_checkpoint();'
/** Around what a function of one expression gives. The comment tells its bracket from the author's own. */
export const OPEN = '($tl_checkpoint(),'
export const CLOSE = '/*$*/)'
/** First in a block that catches: V8's messages name what a cell was made into. */
export const caughtCall = (name: string): string => `$tl_caught(${name});`
const CAUGHT_CALL = /\$tl_caught\([\p{ID_Continue}$]+\);/gu
/** What a script begins with that has such a block. */
export const CAUGHT = 'const $tl_caught=globalThis[Symbol.for("timelab.caught")]??(()=>{});'

/**
 * Lets functions say their text as their author wrote it, without checkpoints: arquero and others read an expression such
 * as `d => d.lambda > 1` out of it. Called once, before any cell runs.
 */
export function keepFunctionTexts(): void {
  const original = Function.prototype.toString
  const say = function (this: unknown): string {
    const text = original.call(this)
    if (!text.includes('$tl_')) return text
    const bare = text.replaceAll(OPEN, '').replaceAll(CLOSE, '').replaceAll(FIRST, '')
    return readable(bare.replaceAll(CAUGHT_CALL, ''))
  }
  Object.defineProperty(Function.prototype, 'toString', {
    value: say,
    writable: true,
    configurable: true,
  })
}
