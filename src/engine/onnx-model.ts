import { closeSync, openSync, readSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { TensorSpan } from '../weights/types.ts'
import type { Plan } from './graph.ts'
import { encodeModel, type OnnxTensor } from './onnx.ts'

/** A model ready for ONNX Runtime. */
export interface OnnxModel {
  readonly bytes: Uint8Array
  /** Folder of the weights files that the model points into; undefined where it holds its weights itself. */
  readonly weightsFolder?: string
  /** Bytes of weights. */
  readonly weight: number
}

/** Weights above this size stay in their files, which ONNX Runtime maps; smaller ones are put into the model. */
const MAPPED_FROM = 256 * 1024 ** 2

/**
 * Encodes a traced plan. Large weights are pointed to in place, in their safetensors files, without conversion or
 * copy; ONNX Runtime allows one folder, so weights of several folders are read into memory instead.
 */
export function onnxModel(name: string, plan: Plan): OnnxModel {
  const spans = plan.initializers.flatMap(({ data }) => (data instanceof Uint8Array ? [] : [data]))
  const weight = spans.reduce((sum, { length }) => sum + length, 0)
  const folders = new Set(spans.map(({ file }) => dirname(file)))
  const [folder] = folders
  const mapped = weight >= MAPPED_FROM && folders.size === 1
  const initializers = plan.initializers.map(
    ({ data, ...tensor }): OnnxTensor => ({
      ...tensor,
      data: data instanceof Uint8Array ? data : mapped ? place(data) : readSpan(data),
    }),
  )
  const bytes = encodeModel({ ...plan, name, initializers })
  return { bytes, weight, ...(mapped && folder !== undefined ? { weightsFolder: folder } : {}) }
}

const place = ({ file, offset, length }: TensorSpan) => ({ location: basename(file), offset, length })

function readSpan({ file, offset, length }: TensorSpan): Uint8Array {
  const bytes = new Uint8Array(length)
  const descriptor = openSync(file, 'r')
  try {
    for (let done = 0; done < length; ) {
      const read = readSync(descriptor, bytes, done, length - done, offset + done)
      if (read === 0) throw new Error(`${file} ends before byte ${offset + length}`)
      done += read
    }
  } finally {
    closeSync(descriptor)
  }
  return bytes
}
