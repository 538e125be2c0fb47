import type { TextEmbedding } from '../models/types.ts'
import { alignColumns } from './columns.ts'
import type { PreparedEdit } from './edit-prompts.ts'
import { applyMap, type EmbeddingMap } from './embedding-map.ts'

/** How far an edit goes at one lambda, as seen in embeddings alone: no picture is drawn. */
export interface Reach {
  readonly lambda: number
  /** Of the way that the source's tokens have to their destination, the share that they go: 1 - ||P C - C*|| / ||C - C*||. */
  readonly arrived: number
  /** By another prompt, how far its tokens move: ||P C - C|| / ||C||. */
  readonly moved: Readonly<Record<string, number>>
}

/** The reach of an edit at some lambdas, on its own tokens and on those of other prompts. Throws as `solve` does. */
export function reachOf(
  edit: PreparedEdit,
  others: readonly TextEmbedding[],
  lambdas: readonly number[],
): readonly Reach[] {
  const { count, width, source, destination } = alignColumns(edit.embedded, edit.settings.align)
  const apply = (map: EmbeddingMap, data: Float32Array) => {
    const { keys, values } = applyMap(map, { data, shape: [data.length / width, width] })
    return edit.settings.only === 'keys' ? keys.data : values.data
  }
  const way = distance(source, destination)
  return lambdas.map((lambda) => {
    const map = edit.solve(lambda)
    const arrived = count === 0 || way === 0 ? 0 : 1 - distance(apply(map, source), destination) / way
    const moved = others.map(({ tokens, states }) => {
      const own = states.data.subarray(0, tokens.used * width)
      return [tokens.prompt, distance(apply(map, own), own) / distance(own, new Float32Array(own.length))]
    })
    return { lambda, arrived, moved: Object.fromEntries(moved) }
  })
}

function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (const [i, value] of a.entries()) sum += (value - b[i]!) ** 2
  return Math.sqrt(sum)
}
