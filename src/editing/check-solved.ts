import { InputError } from '../errors.ts'
import type { EmbeddedPair } from './columns.ts'
import type { EditOptions } from './edit.ts'
import type { SourceAndDestination } from './edit-prompts.ts'
import type { EmbeddingMap } from './embedding-map.ts'
import type { EditMethod } from './method.ts'

/**
 * Has a method solve an edit and checks what it gives before anything is drawn with it.
 * Throws an InputError that names the method and the edit where the method throws, or gives anything but an
 * `EmbeddingMap` of finite numbers that is as wide as the embeddings it was given.
 */
export function solveChecked(
  { name, edit }: Partial<Pick<EditMethod, 'name'>> & Pick<EditMethod, 'edit'>,
  asked: readonly SourceAndDestination[],
  pairs: readonly EmbeddedPair[],
  options: EditOptions,
): EmbeddingMap {
  const refuse = (what: string, remedy: string) =>
    new InputError(
      `The method ${name === undefined ? 'of your own' : `"${name}"`} ${what} for the edit ${editName(asked)}: ${remedy}.`,
    )
  let result: unknown
  try {
    result = edit(pairs, options)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw refuse(`failed (${reason.replace(/[.:]\s*$/, '')})`, 'mend the method, or leave that edit out')
  }
  const fault = faultOf(result, pairs[0]?.source.states.shape.at(-1) ?? 0)
  if (fault === undefined) return result as EmbeddingMap
  throw refuse(
    `gave ${fault}`,
    'its `edit` must return an EmbeddingMap { width, keys, values }, each of the two a LinearMap or undefined',
  )
}

/** What people call an edit: its first pair, and how many more there are. */
function editName([first, ...more]: readonly SourceAndDestination[]): string {
  const shown = `"${first?.source}" -> "${first?.destination}"`
  return more.length > 0 ? `${shown} and ${more.length} more` : shown
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** What is wrong with a method's result, in the words that follow "gave"; undefined where nothing is. */
function faultOf(result: unknown, width: number): string | undefined {
  if (result === undefined || result === null) return 'nothing'
  if (!isRecord(result)) return `a ${typeof result}`
  if (typeof result.then === 'function') return 'a Promise, where it must give the map itself'
  if (!('width' in result && 'keys' in result && 'values' in result)) return 'no map'
  if (result.width !== width)
    return `a map ${String(result.width)} wide, for embeddings that are ${width} wide`
  if (result.keys === undefined && result.values === undefined)
    return 'a map that edits neither keys nor values'
  for (const part of ['keys', 'values'] as const) {
    const fault = result[part] === undefined ? undefined : linearFault(result[part], width)
    if (fault !== undefined) return `${fault} in the map of the ${part}`
  }
  return undefined
}

function linearFault(map: unknown, width: number): string | undefined {
  if (!isRecord(map)) return 'no linear map'
  const { rank, left, right, factor } = map
  if (map.width !== width) return `a width of ${String(map.width)} instead of ${width}`
  if (typeof rank !== 'number' || !Number.isInteger(rank) || rank < 0) return `a rank of ${String(rank)}`
  const matrices = [
    ['left', left, width * rank, `[${width}, ${rank}]`],
    ['right', right, rank * width, `[${rank}, ${width}]`],
    ...(factor === undefined ? [] : ([['factor', factor, rank * rank, `[${rank}, ${rank}]`]] as const)),
  ] as const
  for (const [name, data, length, shape] of matrices) {
    if (!(data instanceof Float64Array)) return `a "${name}" that is no Float64Array`
    if (data.length !== length) return `a "${name}" of ${data.length} numbers where ${shape} has ${length}`
    if (!data.every(Number.isFinite)) return `a "${name}" that holds NaN or infinity`
  }
  return undefined
}
