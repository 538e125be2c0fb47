import { createMemory, type MultiplyKernel, multiplyKernel } from './multiply-kernel.ts'

/** A row-major float64 matrix, or a block of one, in the workspace; sizes are multiples of 4, zeros beyond the content. */
export interface Matrix {
  /** Index of the first element in `Workspace.data`. */
  readonly offset: number
  readonly rows: number
  readonly columns: number
  /** Elements from one row to the next. */
  readonly stride: number
}

/** Scratch memory for one synchronous computation. */
export interface Workspace {
  /** The elements; ask again after each `matrix`, which may move them. */
  readonly data: Float64Array
  /** A matrix of zeros of at least this size. */
  matrix(rows: number, columns: number): Matrix
  /** `c += alpha * a b` */
  multiplyAdd(c: Matrix, a: Matrix, b: Matrix, alpha?: number): void
  /** Runs `compute` and takes back every matrix that was made inside it. */
  scope(compute: () => void): void
}

const pageSize = 65536
/** Rows of b that one pass goes over: four columns of them fit the first-level cache. */
const innerBlock = 256
const padded = (size: number) => Math.ceil(size / 4) * 4

const memory = createMemory()
let kernel: MultiplyKernel | undefined
let elements = new Float64Array(memory.buffer)
let used = 0
let busy = false

function matrix(rows: number, columns: number): Matrix {
  const taken = { offset: used, rows: padded(rows), columns: padded(columns), stride: padded(columns) }
  used += taken.rows * taken.columns
  const missing = used * 8 - memory.buffer.byteLength
  if (missing > 0) {
    memory.grow(Math.ceil(missing / pageSize))
    elements = new Float64Array(memory.buffer)
  }
  elements.fill(0, taken.offset, used)
  return taken
}

function multiplyAdd(c: Matrix, a: Matrix, b: Matrix, alpha = 1): void {
  if (c.rows !== a.rows || a.columns !== b.rows || c.columns !== b.columns) {
    throw new RangeError(
      `[${a.rows}, ${a.columns}] times [${b.rows}, ${b.columns}] does not give [${c.rows}, ${c.columns}]`,
    )
  }
  if (c.rows === 0 || c.columns === 0) return
  kernel ??= multiplyKernel(memory)
  for (let k = 0; k < a.columns; k += innerBlock) {
    kernel(
      ...([c.rows, c.columns, Math.min(innerBlock, a.columns - k)] as const),
      ...([8 * (a.offset + k), 8 * a.stride] as const),
      ...([8 * (b.offset + k * b.stride), 8 * b.stride] as const),
      ...([8 * c.offset, 8 * c.stride] as const),
      alpha,
    )
  }
}

const workspace: Workspace = {
  get data() {
    return elements
  },
  matrix,
  multiplyAdd,
  scope(compute) {
    const before = used
    compute()
    used = before
  },
}

/**
 * Runs a synchronous computation over scratch memory that is kept for the next one. What it returns must be
 * copied out (`unload`). Throws an Error where one is already running.
 */
export function withWorkspace<T>(compute: (space: Workspace) => T): T {
  if (busy) throw new Error('A workspace computation started inside another')
  busy = true
  used = 0
  try {
    return compute(workspace)
  } finally {
    busy = false
  }
}

/** Part of a matrix, not copied. */
export function block(of: Matrix, row: number, column: number, rows: number, columns: number): Matrix {
  return { offset: of.offset + row * of.stride + column, rows, columns, stride: of.stride }
}

/** Copies a dense row-major `[rows, columns]` array in. */
export function load(space: Workspace, values: ArrayLike<number>, rows: number, columns: number): Matrix {
  const to = space.matrix(rows, columns)
  const { data } = space
  for (let row = 0; row < rows; row++) {
    for (let column = 0, at = to.offset + row * to.stride; column < columns; column++) {
      data[at + column] = values[row * columns + column]!
    }
  }
  return to
}

/** Copies a dense row-major `[rows, columns]` array in as its transpose, `[columns, rows]`. */
export function loadTransposed(
  space: Workspace,
  values: ArrayLike<number>,
  rows: number,
  columns: number,
): Matrix {
  const to = space.matrix(columns, rows)
  const { data } = space
  for (let row = 0; row < rows; row++) {
    for (let column = 0, at = to.offset + row; column < columns; column++) {
      data[at + column * to.stride] = values[row * columns + column]!
    }
  }
  return to
}

/** Copies the first `[rows, columns]` of a matrix out, dense and row-major. */
export function unload(space: Workspace, from: Matrix, rows: number, columns: number): Float64Array {
  const values = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const at = from.offset + row * from.stride
    values.set(space.data.subarray(at, at + columns), row * columns)
  }
  return values
}

/** Copies the first `[rows, columns]` of a matrix out as the transpose: dense, row-major `[columns, rows]`. */
export function unloadTransposed(
  space: Workspace,
  from: Matrix,
  rows: number,
  columns: number,
): Float64Array {
  const values = new Float64Array(rows * columns)
  const { data } = space
  for (let column = 0; column < columns; column++) {
    for (let row = 0, at = from.offset + column; row < rows; row++) {
      values[column * rows + row] = data[at + row * from.stride]!
    }
  }
  return values
}
