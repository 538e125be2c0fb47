import { applyMap, type EmbeddingMap } from '../editing/embedding-map.ts'
import type { NDArray } from '../engine/ndarray.ts'
import type { Drawable } from './drawable.ts'

/** A prompt as one edit makes the model read it; the empty prompt is the unconditional one. */
export interface Condition {
  readonly prompt: string
  readonly edit: EmbeddingMap | undefined
}

/** One condition's keys and values, `k0`, `v0`, ... `[77, inner]`. */
type Projected = Readonly<Record<string, NDArray>>

/**
 * Keys and values of conditions, each projected once and kept as long as the next batch needs it:
 * they do not change over the steps, the seeds or the guidance.
 */
export function createContexts(model: Pick<Drawable, 'encode' | 'project'>) {
  let kept = new Map<string, Projected>()
  const states = new Map<string, NDArray>()
  const edits: EmbeddingMap[] = []
  const keyOf = ({ prompt, edit }: Condition): string => {
    if (edit !== undefined && !edits.includes(edit)) edits.push(edit)
    return `${edit === undefined ? -1 : edits.indexOf(edit)} ${prompt}`
  }

  async function encode(
    prompts: readonly string[],
    options: { readonly signal?: AbortSignal },
  ): Promise<void> {
    const fresh = [...new Set(prompts)].filter((prompt) => !states.has(prompt))
    for (const { tokens, states: found } of await model.encode(fresh, options))
      states.set(tokens.prompt, found)
  }

  return {
    /** One entry a condition, in their order; equal conditions share one. */
    async project(conditions: readonly Condition[], options: { readonly signal?: AbortSignal } = {}) {
      const wanted = new Map(conditions.map((condition) => [keyOf(condition), condition]))
      const missing = [...wanted].filter(([key]) => !kept.has(key))
      await encode(
        missing.map(([, { prompt }]) => prompt),
        options,
      )
      const next = new Map([...kept].filter(([key]) => wanted.has(key)))
      if (missing.length > 0) {
        const contexts = missing.map(([, { prompt, edit }]) => {
          const state = states.get(prompt)
          if (state === undefined) throw new Error('unreachable: the prompt was encoded')
          return edit === undefined ? { keys: state, values: state } : applyMap(edit, state)
        })
        const keys = stack(contexts.map((context) => context.keys))
        const values = stack(contexts.map((context) => context.values))
        const projected = await model.project(keys, values, options)
        missing.forEach(([key], row) => {
          next.set(
            key,
            Object.fromEntries(Object.entries(projected).map(([name, all]) => [name, rowOf(all, row)])),
          )
        })
      }
      kept = next
      return conditions.map((condition) => next.get(keyOf(condition)) ?? {})
    },
  }
}

/**
 * Puts one entry a row together: `k0`, `v0`, ... `[rows, 77, inner]`, in memory that sessions share, because every step
 * reads them again.
 */
export function gatherContexts(rows: readonly Projected[]): Readonly<Record<string, NDArray>> {
  const names = Object.keys(rows[0] ?? {})
  return Object.fromEntries(
    names.map((name) => [
      name,
      stack(
        rows.flatMap((row) => row[name] ?? []),
        true,
      ),
    ]),
  )
}

function stack(rows: readonly NDArray[], shared = false): NDArray {
  const first = rows[0]
  if (first === undefined) throw new RangeError('There is nothing to stack')
  const length = rows.length * first.data.length
  const data = shared ? new Float32Array(new SharedArrayBuffer(4 * length)) : new Float32Array(length)
  rows.forEach((row, k) => {
    data.set(row.data, k * first.data.length)
  })
  return { data, shape: [rows.length, ...first.shape] }
}

function rowOf({ data, shape }: NDArray, row: number): NDArray {
  const each = data.length / (shape[0] ?? 1)
  return { data: data.subarray(row * each, (row + 1) * each), shape: shape.slice(1) }
}
