import { closeSync, copyFileSync, openSync, writeSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { replaceAtomically } from '../files.ts'
import type { UNetConfig } from '../models/unet-config.ts'
import { encodeElements } from '../weights/encode.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import type { Weights } from '../weights/types.ts'
import { type TensorData, writeSafetensors } from '../weights/write-safetensors.ts'
import { editedMatrices } from './effect.ts'
import { type EmbeddingMap, type LinearMap, solvedRight } from './embedding-map.ts'
import { load, unload, withWorkspace } from './workspace.ts'

/**
 * The edit written into the model (paper, eq. 5): every edited projection as W' = W P, computed in float64 and
 * rounded to the type of the weights it replaces (float32 for other types than F16 and F64).
 */
export function materialise(
  map: EmbeddingMap,
  config: UNetConfig,
  weights: Weights,
): Readonly<Record<string, TensorData>> {
  const edited = editedMatrices(map, config)
  const solved = new Map(edited.map((each) => [each.map, solvedRight(each.map)]))
  const entries = edited.map(({ name, inner, map: linear }) => {
    const { dtype, shape } = weights.span(name)
    const data = timesMap(weights.readFloat64(name), inner, linear, solved.get(linear) ?? linear.right)
    return [name, { dtype: dtype === 'F16' || dtype === 'F64' ? dtype : 'F32', shape, data }] as const
  })
  return Object.fromEntries(entries)
}

/** `W + (W left) right`, `[inner, width]`. */
function timesMap(
  matrix: Float64Array,
  inner: number,
  { width, rank, left }: LinearMap,
  right: Float64Array,
): Float64Array {
  return withWorkspace((space) => {
    const projected = space.matrix(inner, rank)
    const edited = load(space, matrix, inner, width)
    space.multiplyAdd(projected, edited, load(space, left, width, rank))
    space.multiplyAdd(edited, projected, load(space, right, rank, width))
    return unload(space, edited, inner, width)
  })
}

/** Writes the edited projections under their own names: a file that any loader of diffusers weights can lay over a UNet. */
export function exportMatrices(path: string, map: EmbeddingMap, config: UNetConfig, weights: Weights): void {
  writeSafetensors(path, materialise(map, config, weights), { format: 'pt' })
}

/**
 * Writes the whole edited UNet: a copy of its file in which only the edited projections differ, in their own types,
 * to put in the place of `unet/diffusion_pytorch_model.safetensors`. Whole or not at all.
 * Throws an InputError where the weights lie in several files.
 */
export function exportUNet(path: string, map: EmbeddingMap, config: UNetConfig, weights: Weights): void {
  const [original, another] = new Set(weights.names.map((name) => weights.span(name).file))
  if (original === undefined || another !== undefined) {
    throw new InputError(
      `${original ?? 'The UNet'} is one of several files: join them first, or export the matrices.`,
    )
  }
  replaceAtomically(path, (temporary) => {
    copyFileSync(original, temporary)
    const file = openSync(temporary, 'r+')
    try {
      for (const [name, { data }] of Object.entries(materialise(map, config, weights))) {
        const { dtype, offset } = weights.span(name)
        if (dtype === 'I64') {
          throw new InputError('The UNet holds whole numbers where projections should be: it is damaged.')
        }
        writeSync(file, encodeElements(dtype, data), 0, undefined, offset)
      }
    } finally {
      closeSync(file)
    }
  })
}

/** A UNet's weights with the tensors of the file at `path` in place of its own of the same name. */
export function overlay(weights: Weights, path: string): Weights {
  const over = openSafetensors(path).weights
  const of = (name: string): Weights => (over.has(name) ? over : weights)
  return {
    names: weights.names,
    has: (name) => weights.has(name),
    span: (name) => of(name).span(name),
    read: (name) => of(name).read(name),
    readFloat64: (name) => of(name).readFloat64(name),
  }
}
