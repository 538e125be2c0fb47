import { dirname, relative, sep } from 'node:path'
import type { Weights } from '../weights/types.ts'
import type { OnnxTensor } from './onnx.ts'
import type { Initializer } from './value.ts'

/**
 * Points a graph's weights at the bytes of their files, which ONNX Runtime maps without a conversion. It refuses
 * paths that leave the model's folder, hence the deepest folder that holds all of the files; their paths have no
 * symbolic links left. Weights that are in no file are written into the model. `bytes` is what the weights take.
 */
export function locate(
  initializers: readonly Initializer[],
  weights: Weights,
): { readonly folder: string; readonly initializers: readonly OnnxTensor[]; readonly bytes: number } {
  const files = initializers.flatMap(({ data }) => ('file' in data && data.file !== '' ? [data.file] : []))
  const folder = commonFolder(files)
  let bytes = 0
  const located = initializers.map(({ name, type, shape, data }): OnnxTensor => {
    if (!('file' in data)) return { name, type, shape, data }
    bytes += data.length
    const { file, offset, length } = data
    if (file !== '') {
      return {
        name,
        type,
        shape,
        data: { location: relative(folder, file).replaceAll(sep, '/'), offset, length },
      }
    }
    const values = weights.read(name)
    return { name, type, shape, data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) }
  })
  return { folder, initializers: located, bytes }
}

function commonFolder(files: readonly string[]): string {
  const [first = sep, ...others] = files.map(dirname)
  return others.reduce((shared, folder) => {
    let common = shared
    while (folder !== common && !folder.startsWith(common.endsWith(sep) ? common : common + sep)) {
      if (dirname(common) === common) throw new Error(`engine: no folder holds both ${shared} and ${folder}`)
      common = dirname(common)
    }
    return common
  }, first)
}
