import { inspect } from 'node:util'
import { displaySymbol, type MimeBundle } from './host.ts'

/** A cell's value that says itself how it is shown; printed elsewhere it is its own text. */
export interface Displayable {
  /** Its forms by MIME type. */
  [displaySymbol](): Promise<MimeBundle['data']>
  toString(): string
}

/** A value shown as `bundle` says, which is asked when it is first shown; `text` stands for it on a terminal. */
export function displayable(text: string, bundle: () => Promise<MimeBundle>): Displayable {
  let made: Promise<MimeBundle> | undefined
  const shown: Displayable & { [inspect.custom](): string } = {
    async [displaySymbol]() {
      made ??= bundle()
      return (await made).data
    },
    toString: () => text,
    [inspect.custom]: () => text,
  }
  return shown
}
