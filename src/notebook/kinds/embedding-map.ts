import type { EmbeddingMap, LinearMap } from '../../editing/embedding-map.ts'
import { isRecord, type Kind } from '../kind.ts'

const isLinear = (value: unknown): value is LinearMap =>
  isRecord(value) &&
  typeof value.rank === 'number' &&
  value.left instanceof Float64Array &&
  value.right instanceof Float64Array

/** A linear map in a line: its extent and rank, instead of its numbers. */
export const linearMap: Kind<LinearMap> = {
  fits: isLinear,
  bundle: async (value) => ({ data: { 'text/plain': linearText(value) } }),
}

/** An edit as a map of embeddings: what keys and what values read. */
export const map: Kind<EmbeddingMap> = {
  fits: (value): value is EmbeddingMap =>
    isRecord(value) &&
    typeof value.width === 'number' &&
    'keys' in value &&
    'values' in value &&
    [value.keys, value.values].every((part) => part === undefined || isLinear(part)),
  bundle: async (value) => ({ data: { 'text/plain': mapText(value) } }),
}

const linearText = ({ width, rank, factor }: LinearMap): string =>
  `P = I + left ${factor ? '(factor factorᵀ)⁻¹ ' : ''}right, ${width} x ${width}, of rank ${rank}`

function mapText({ width, keys, values }: EmbeddingMap): string {
  if (!keys && !values) return `The identity on embeddings of ${width} numbers: an edit that changes nothing`
  if (keys && keys === values) return `Keys and values read P c; ${linearText(keys)}`
  const part = (name: string, linear: LinearMap | undefined) =>
    linear ? `${name} read P c; ${linearText(linear)}` : `${name} read c as it is`
  return `${part('Keys', keys)}\n${part('Values', values)}`
}
