import type { Weights } from '../weights/types.ts'
import type { NDArray } from './ndarray.ts'

/** Weights that are in no file: an engine writes them into what it compiles. Throws an Error for an unknown name. */
export function inMemory(arrays: Readonly<Record<string, NDArray>>): Weights {
  const find = (name: string) => {
    const array = Object.hasOwn(arrays, name) ? arrays[name] : undefined
    if (!array) throw new Error(`there is no weight '${name}'`)
    return array
  }
  return {
    names: Object.keys(arrays),
    has: (name) => Object.hasOwn(arrays, name),
    span: (name) => ({
      dtype: 'F32',
      shape: find(name).shape,
      file: '',
      offset: 0,
      length: 4 * find(name).data.length,
    }),
    read: (name) => find(name).data,
    readFloat64: (name) => Float64Array.from(find(name).data),
  }
}
