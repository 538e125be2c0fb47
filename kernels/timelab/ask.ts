import { InputError } from '../../src/errors.ts'
import { interruption } from './interruption.ts'
import type { ToProtocol } from './messages.ts'
import { here } from './running.ts'

/** Asks the reader for lines, one question after another. */
export interface Questions {
  readonly ask: (prompt: string, options?: { readonly password?: boolean }) => Promise<string>
  /** The line that came; none where the front end cannot be asked any more. */
  readonly answer: (value: string | undefined) => void
}

/** Questions that go to the front end by `tell`. */
export function createQuestions(tell: (message: ToProtocol) => void): Questions {
  let waiting: ((value: string | undefined) => void) | undefined
  let before: Promise<unknown> = Promise.resolve()

  async function question(prompt: string, password: boolean): Promise<string> {
    const { allowStdin, serial, abort } = here()
    const { signal } = abort
    if (signal.aborted) throw interruption()
    if (!allowStdin)
      throw new InputError('This front end cannot ask for a line: run the cell in one that can.')
    let stop = () => {}
    const line = await new Promise<string | undefined>((resolve, reject) => {
      waiting = resolve
      stop = () => reject(interruption())
      signal.addEventListener('abort', stop, { once: true })
      tell({ type: 'ask', serial, prompt, password })
    }).finally(() => {
      waiting = undefined
      signal.removeEventListener('abort', stop)
    })
    if (line === undefined)
      throw new InputError(`"${prompt}" was asked after its cell had ended: await the answer in the cell.`)
    return line
  }

  return {
    ask(prompt, { password = false } = {}) {
      const asked = before.then(() => question(String(prompt), password))
      before = asked.catch(() => {})
      return asked
    },
    answer: (value) => waiting?.(value),
  }
}
