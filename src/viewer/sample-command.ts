import type { PageDrawing, RunPage } from './page-data.ts'
import { shellQuote } from './shell-quote.ts'

/**
 * The command that draws one sample's picture again, byte for byte; undefined where none is known. `method` and `prompt` are
 * indices into the run's own; `drawing` is that of the second run where it is its picture.
 */
export function sampleCommand(
  { methods, prompts, drawing: own }: Pick<RunPage, 'methods' | 'prompts' | 'drawing'>,
  { method, prompt, seed }: { readonly method: number; readonly prompt: number; readonly seed: number },
  drawing: PageDrawing | null = own,
): string | undefined {
  const [by, asked] = [methods[method], prompts[prompt]]
  if (!by || !asked || !drawing) return undefined
  const edit = drawing.edits[drawing.edit[method]?.[asked.entry] ?? -1]
  if (by.role === 'after' && edit === undefined) return undefined
  const stated = by.role === 'oracle' && asked.measure !== 'specificity'
  const words = ['--seed', String(seed), drawing.flags, edit ?? ''].filter(Boolean).join(' ')
  // After the flags: one that takes several words would take it for one of them.
  return `npx timelab generate ${words} -- ${shellQuote(stated ? asked.destination : asked.prompt)}`
}
