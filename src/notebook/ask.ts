import { InputError } from '../errors.ts'
import { notebookHost } from './host.ts'

/** Asks the reader of a notebook for a line. Throws an InputError outside one, and where its front end cannot ask. */
export async function ask(prompt: string, options: { readonly password?: boolean } = {}): Promise<string> {
  const host = notebookHost()
  if (!host) throw new InputError(`"${prompt}" can only be asked in a notebook: run this in a Jupyter cell.`)
  return host.input(prompt, options)
}
