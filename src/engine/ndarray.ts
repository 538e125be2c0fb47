/** A dense row-major array of 32-bit floats: what crosses the border between rooms, workers and files. */
export interface NDArray {
  readonly data: Float32Array
  readonly shape: readonly number[]
}

/** The number of elements that a shape holds; 1 for a scalar's empty shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1)
}

/** Wraps `data` without copying. Throws a RangeError where the shape does not hold exactly its elements. */
export function ndarray(data: Float32Array, shape: readonly number[]): NDArray {
  if (data.length !== sizeOf(shape)) {
    throw new RangeError(`${data.length} elements do not fill the shape [${shape.join(', ')}]`)
  }
  return { data, shape }
}
