/** A path into a widget's state: names of fields and places in lists. */
export type BufferPath = readonly (string | number)[]

export interface SplitState {
  /** JSON; null stands where bytes were. */
  readonly state: Readonly<Record<string, unknown>>
  readonly paths: readonly BufferPath[]
  readonly buffers: readonly Uint8Array[]
}

/** Takes the bytes out of a state, which travel beside it (the widget messages' `buffer_paths`). */
export function splitBuffers(whole: Readonly<Record<string, unknown>>): SplitState {
  const paths: BufferPath[] = []
  const buffers: Uint8Array[] = []
  const split = (value: unknown, path: BufferPath): unknown => {
    if (value instanceof Uint8Array) {
      paths.push(path)
      buffers.push(value)
      return null
    }
    if (Array.isArray(value)) return value.map((each, k) => split(each, [...path, k]))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, split(each, [...path, name])]),
    )
  }
  const state = Object.fromEntries(Object.entries(whole).map(([name, value]) => [name, split(value, [name])]))
  return { state, paths, buffers }
}

/** Puts bytes back where they were taken from. A path that leads nowhere is passed over. */
export function joinBuffers({ state, paths, buffers }: SplitState): Readonly<Record<string, unknown>> {
  const joined = structuredClone(state)
  for (const [k, path] of paths.entries()) {
    const last = path.at(-1)
    const holder = path.slice(0, -1).reduce<unknown>((value, step) => fieldOf(value, step), joined)
    if (typeof holder !== 'object' || holder === null || last === undefined) continue
    // Pages leave fields of objects out and put null into lists. A list gets no fields of other names.
    if (Array.isArray(holder) && !(typeof last === 'number' && Object.hasOwn(holder, last))) continue
    // Defined rather than set: "__proto__" is a field like any other.
    Object.defineProperty(holder, last, {
      value: buffers[k],
      writable: true,
      enumerable: true,
      configurable: true,
    })
  }
  return joined
}

const fieldOf = (value: unknown, step: string | number): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    ? Reflect.get(value, step)
    : undefined
