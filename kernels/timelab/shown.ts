import type { MimeBundle } from '../../src/notebook/host.ts'
import { failureOf } from './failure.ts'
import { textOfValue } from './look.ts'
import { toJson } from './to-json.ts'

/** A value's forms: what it says itself or is known to be shown as, else its text. One that fails to be shown says why on stderr. */
export async function shown(value: unknown): Promise<MimeBundle> {
  if (typeof value === 'object' && value !== null) {
    const { richDisplay } = await import('../../src/notebook/rich.ts')
    try {
      const bundle = await richDisplay(value)
      if (bundle) return toJson(bundle)
    } catch (error) {
      const { traceback } = failureOf(error)
      // Frames outside of the cells say nothing to who wrote them.
      const last = traceback.findLastIndex((line) => line.includes('cell ['))
      const head = traceback.findIndex((line) => /^\s+at /.test(line))
      const said = traceback.slice(0, Math.max(last + 1, head < 0 ? traceback.length : head))
      process.stderr.write(`The value is shown as text, because showing it failed: ${said.join('\n')}\n`)
    }
  }
  return { data: { 'text/plain': textOfValue(value) } }
}
