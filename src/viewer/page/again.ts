import type { RunPage } from '../page-data.ts'
import type { Store } from './store.ts'

/** The command that draws a sample's picture again; undefined where none does. */
export function commandOf(run: RunPage, store: Store, sample: number): string | undefined {
  const method = run.methods[store.method[sample]!]
  const prompt = run.prompts[store.prompt[sample]!]
  const entry = prompt && run.entries[prompt.entry]
  if (method?.flags === undefined || !prompt || !entry) return undefined
  const seed = `--seed ${store.seed[sample]} --seeds 1`
  const flags = [seed, method.flags].filter(Boolean).join(' ')
  if (method.role === 'after') {
    const drawn = `${prompt.prompt} => ${prompt.destination}`
    return `timelab edit ${quote(entry.source)} ${quote(entry.destination)} --prompts ${quote(drawn)} ${flags}`
  }
  const stated = method.role === 'oracle' && prompt.measure !== 'specificity'
  return `timelab generate ${quote(stated ? prompt.destination : prompt.prompt)} ${flags}`
}

/** A word for a shell, whatever it holds. */
export function quote(text: string): string {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
