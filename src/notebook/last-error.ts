import type { Picture } from '../sampling/draw.ts'

const KEY = Symbol.for('timelab.last-error')
const shared = globalThis as typeof globalThis & { [KEY]?: unknown }

/** What the latest cell that failed threw; undefined before any did, and outside a notebook. */
export const lastError = (): unknown => shared[KEY]

/** Called by the kernel with what a cell threw. */
export function keepLastError(error: unknown): void {
  shared[KEY] = error
}

/** The pictures that a `generate` had finished when its cell was interrupted; none where the latest failure was another. */
export function finishedPictures(): readonly Picture[] {
  const error = lastError()
  return error instanceof Error && 'pictures' in error ? (error.pictures as readonly Picture[]) : []
}
