import { z } from 'zod'
import { InputError } from '../errors.ts'
import type { Model } from '../models/model.ts'
import { parseJson } from '../parse-json.ts'
import { openSafetensors, type SafetensorsFile } from '../weights/safetensors.ts'
import { type TensorData, writeSafetensors } from '../weights/write-safetensors.ts'
import type { EditRecipe } from './edit-prompts.ts'
import type { EmbeddingMap, LinearMap } from './embedding-map.ts'
import type { EditSettings } from './settings.ts'
import { editSettingsSchema } from './settings-schema.ts'

/** An edit as its file holds it: the map, and how it was made. */
export interface StoredEdit {
  readonly map: EmbeddingMap
  readonly recipe: EditRecipe
}

/** Numbers of one matrix, 1 GiB: over two thousand edits at once at the width of Stable Diffusion. */
const MOST_NUMBERS = 2 ** 27

const prompt = z.string().min(1)
const recipeSchema = editSettingsSchema.extend({
  source: prompt,
  destination: prompt,
  also: z.array(z.strictObject({ source: prompt, destination: prompt })),
  preserve: z.array(prompt),
  model: z.string(),
  digest: z.string(),
  width: z.int().positive(),
  timelab: z.string(),
})

/**
 * Writes an edit as a safetensors file: the factors of P in float64 (P = I + left (factor factorᵀ)⁻¹ right),
 * and its recipe as JSON in the metadata. Read back, it draws the same pictures byte for byte.
 * An edit of keys or values alone names its factors `keys.left` or `values.left` and so on, so that no reader takes P
 * for the map of both; `matrices` in the metadata says in words what is edited.
 */
export function writeEdit(path: string, { map, recipe }: StoredEdit): void {
  const linear = map.keys ?? map.values
  if (linear === undefined) throw new Error('An edit that maps nothing is not worth a file')
  if (map.keys && map.values && map.keys !== map.values) {
    throw new Error('An edit file holds one map; these keys and values have two')
  }
  const { width, rank, left, right, factor } = linear
  const prefix = map.keys && map.values ? '' : map.keys ? 'keys.' : 'values.'
  const tensors: Record<string, TensorData> = {
    [`${prefix}left`]: { dtype: 'F64', shape: [width, rank], data: left },
    [`${prefix}right`]: { dtype: 'F64', shape: [rank, width], data: right },
    ...(factor ? { [`${prefix}factor`]: { dtype: 'F64', shape: [rank, rank], data: factor } } : {}),
  }
  writeSafetensors(path, tensors, {
    timelab_edit: '1',
    matrices: map.keys && map.values ? 'keys and values' : map.keys ? 'keys alone' : 'values alone',
    recipe: JSON.stringify(recipe),
  })
}

/** Reads an edit that `writeEdit` wrote. Throws an InputError that names the file where it is none, or damaged. */
export function readEdit(path: string): StoredEdit {
  const file = openSafetensors(path)
  if (file.metadata.timelab_edit !== '1') {
    throw new InputError(`${path} is no edit of timelab: give a file that \`npx timelab edit\` wrote.`)
  }
  const recipe = recipeSchema.safeParse(parseJson(file.metadata.recipe))
  if (!recipe.success) {
    const [problem] = recipe.error.issues
    const where = problem?.path.length ? `${problem.path.join('.')}: ` : ''
    throw new InputError(
      `${path} holds an edit whose recipe cannot be read (${where}${problem?.message}): make it again.`,
    )
  }
  const { only, width } = recipe.data
  const linear = readMap(path, file, only)
  if (linear.width !== width) throw damaged(path, `its recipe says ${width} wide, its map is ${linear.width}`)
  const map: EmbeddingMap = {
    width,
    keys: only === 'values' ? undefined : linear,
    values: only === 'keys' ? undefined : linear,
  }
  return { map, recipe: recipe.data }
}

/** Throws an InputError unless the edit's embeddings are as wide as the model's. */
export function checkEditFits({ map, recipe }: StoredEdit, model: Model): void {
  if (map.width !== model.text.hidden_size) {
    throw new InputError(
      `The edit was made on ${recipe.model}, whose text embeddings are ${map.width} wide; those of ${model.name} are ${model.text.hidden_size} wide: make it on that model.`,
    )
  }
}

const damaged = (path: string, what: string): InputError =>
  new InputError(`${path} holds a damaged edit (${what}): make it again.`)

function readMap(path: string, { weights }: SafetensorsFile, only: EditSettings['only']): LinearMap {
  // Files of timelab 0.1 have no prefix in any case.
  const prefix = only !== 'both' && weights.has(`${only}.left`) ? `${only}.` : ''
  const parts = ['left', 'factor', 'right'].map((name) => prefix + name)
  const stranger = weights.names.find((name) => !parts.includes(name))
  if (stranger !== undefined) throw damaged(path, `"${stranger}" is no part of one`)
  const matrix = (name: string) => {
    if (!weights.has(name)) throw damaged(path, `it has no "${name}"`)
    const { dtype, shape } = weights.span(name)
    const [rows, columns] = shape
    if (dtype !== 'F64' || shape.length !== 2 || rows === undefined || columns === undefined) {
      throw damaged(path, `"${name}" is no matrix of F64`)
    }
    if (rows * columns > MOST_NUMBERS) {
      throw damaged(path, `"${name}" is of the shape [${shape}], larger than that of any edit`)
    }
    const data = weights.readFloat64(name)
    if (!data.every(Number.isFinite)) throw damaged(path, `"${name}" holds what is no number`)
    return { rows, columns, data }
  }
  const [left, right] = [matrix(`${prefix}left`), matrix(`${prefix}right`)]
  const factor = weights.has(`${prefix}factor`) ? matrix(`${prefix}factor`) : undefined
  const [width, rank] = [left.rows, left.columns]
  if (
    right.rows !== rank ||
    right.columns !== width ||
    (factor && !(factor.rows === rank && factor.columns === rank))
  ) {
    throw damaged(path, 'its factors do not fit together')
  }
  if (
    factor &&
    !Array.from({ length: rank }, (_, i) => factor.data[i * (rank + 1)] ?? 0).every((pivot) => pivot > 0)
  ) {
    throw damaged(path, 'its factor is singular')
  }
  return { width, rank, left: left.data, right: right.data, factor: factor?.data }
}
