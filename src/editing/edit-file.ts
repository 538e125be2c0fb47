import { z } from 'zod'
import { InputError } from '../errors.ts'
import type { Model } from '../models/model.ts'
import { openSafetensors, type SafetensorsFile } from '../weights/safetensors.ts'
import { type TensorData, writeSafetensors } from '../weights/write-safetensors.ts'
import { alignmentNames } from './align.ts'
import type { EditRecipe } from './edit-prompts.ts'
import type { EmbeddingMap, LinearMap } from './embedding-map.ts'

/** An edit as its file holds it: the map, and how it was made. */
export interface StoredEdit {
  readonly map: EmbeddingMap
  readonly recipe: EditRecipe
}

const recipeSchema = z.strictObject({
  source: z.string().min(1),
  destination: z.string().min(1),
  lambda: z.number().positive(),
  align: z.enum(alignmentNames),
  augment: z.boolean(),
  only: z.enum(['both', 'keys', 'values']),
  solver: z.enum(['cholesky', 'qr']),
  preserveWeight: z.number().positive(),
  model: z.string(),
  digest: z.string(),
})

/**
 * Writes an edit as a safetensors file: the factors of P in float64 (P = I + left (factor factorᵀ)⁻¹ right),
 * and its recipe as JSON in the metadata. Read back, it draws the same pictures byte for byte.
 */
export function writeEdit(path: string, { map, recipe }: StoredEdit): void {
  const linear = map.keys ?? map.values
  if (linear === undefined) throw new Error('An edit that maps nothing is not worth a file')
  const { width, rank, left, right, factor } = linear
  const tensors: Record<string, TensorData> = {
    left: { dtype: 'F64', shape: [width, rank], data: left },
    right: { dtype: 'F64', shape: [rank, width], data: right },
    ...(factor ? { factor: { dtype: 'F64', shape: [rank, rank], data: factor } } : {}),
  }
  const { source, destination, lambda, align, augment, only, solver, preserveWeight, model, digest } = recipe
  const kept: EditRecipe = {
    source,
    destination,
    lambda,
    align,
    augment,
    only,
    solver,
    preserveWeight,
    model,
    digest,
  }
  writeSafetensors(path, tensors, { timelab_edit: '1', recipe: JSON.stringify(kept) })
}

/** Reads an edit that `writeEdit` wrote. Throws an InputError that names the file where it is none, or damaged. */
export function readEdit(path: string): StoredEdit {
  const file = openSafetensors(path)
  if (file.metadata.timelab_edit !== '1') {
    throw new InputError(`${path} is no edit of timelab: give a file that \`timelab edit\` wrote.`)
  }
  const recipe = recipeSchema.safeParse(parseJson(file.metadata.recipe))
  if (!recipe.success)
    throw new InputError(`${path} holds an edit whose recipe cannot be read: make it again.`)
  const linear = readMap(path, file)
  const { only } = recipe.data
  const map: EmbeddingMap = {
    width: linear.width,
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

function readMap(path: string, { weights }: SafetensorsFile): LinearMap {
  const damaged = new InputError(`${path} holds an edit whose factors are damaged: make it again.`)
  const matrix = (name: string) => {
    const { dtype, shape } = weights.span(name)
    const [rows, columns] = shape
    if (dtype !== 'F64' || shape.length !== 2 || rows === undefined || columns === undefined) throw damaged
    return { rows, columns, data: weights.readFloat64(name) }
  }
  if (!weights.has('left') || !weights.has('right')) throw damaged
  const [left, right] = [matrix('left'), matrix('right')]
  const factor = weights.has('factor') ? matrix('factor') : undefined
  const [width, rank] = [left.rows, left.columns]
  const fits =
    right.rows === rank &&
    right.columns === width &&
    (!factor || (factor.rows === rank && factor.columns === rank))
  if (!fits || ![left, right, ...(factor ? [factor] : [])].every(({ data }) => data.every(Number.isFinite)))
    throw damaged
  return { width, rank, left: left.data, right: right.data, factor: factor?.data }
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
