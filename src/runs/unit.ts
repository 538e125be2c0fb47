import { sha256 } from '../digest.ts'
import type { SourceAndDestination } from '../editing/edit-prompts.ts'
import type { MethodIdentity } from '../editing/method.ts'
import type { EditSettings } from '../editing/settings.ts'
import type { Sampling } from '../sampling/sampling.ts'
import { canonicalJson } from './canonical.ts'

/** Everything that a solved edit depends on beside the model: plain data, so that any worker can solve it again. */
export interface EditSpec extends EditSettings {
  /** One pair, or the pairs of a bulk edit (appendix F). */
  readonly pairs: readonly SourceAndDestination[]
  /** Prompts that the edit leaves as they are. */
  readonly preserve: readonly string[]
  /** The method of a user's own that solves it; TIME where absent. */
  readonly method?: MethodIdentity
}

/** One picture of a run, drawn once however many figures it enters. */
export interface Unit {
  /** `unitKey` of the rest. */
  readonly key: string
  readonly prompt: string
  readonly seed: number
  /** The edit that the model draws it with, or none. */
  readonly edit: EditSpec | null
}

const ids = new WeakMap<EditSpec, string>()

/** An edit's identity: SHA-256 of its specification. */
export function editId(edit: EditSpec): string {
  const id = ids.get(edit) ?? sha256(canonicalJson(edit))
  ids.set(edit, id)
  return id
}

/** The edits that units are drawn with, each once, by identity. */
export const editsOf = (units: readonly Unit[]): ReadonlyMap<string, EditSpec> =>
  new Map(units.flatMap(({ edit }) => (edit ? [[editId(edit), edit] as const] : [])))

/** What makes units of one run: its model and its sampling enter every key. */
export function createUnits(modelDigest: string, sampling: Sampling) {
  const base = sha256(canonicalJson({ model: modelDigest, sampling }))
  return (prompt: string, seed: number, edit: EditSpec | null = null): Unit => ({
    key: sha256(JSON.stringify([base, prompt, seed, edit && editId(edit)])),
    prompt,
    seed,
    edit,
  })
}
