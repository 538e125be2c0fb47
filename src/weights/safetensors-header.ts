import { InputError } from '../errors.ts'
import { quote } from '../quote.ts'
import { BITS, type FileDType, isFileDType } from './element-types.ts'
import { parseStrictJson } from './strict-json.ts'

/** The reference implementation's cap on the header, in bytes. */
export const MAX_HEADER = 100_000_000

/** A tensor as the header describes it; `begin` and `end` count bytes from the end of the header. */
export interface HeaderEntry {
  readonly dtype: FileDType
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

export interface Header {
  readonly metadata: Readonly<Record<string, string>>
  readonly tensors: ReadonlyMap<string, HeaderEntry>
}

/**
 * Parses a header and checks it against all rules of the format (huggingface/safetensors, README "Format" and
 * `SafeTensors::read_metadata`). `dataLength` is how many bytes follow it in `file`, which errors name.
 * Throws an InputError.
 */
export function parseHeader(file: string, bytes: Uint8Array, dataLength: number): Header {
  const object = parseObject(file, bytes)
  const tensors = new Map<string, HeaderEntry>()
  let metadata: Readonly<Record<string, string>> = {}
  for (const [name, entry] of Object.entries(object)) {
    if (name === '__metadata__') metadata = parseMetadata(file, entry)
    else tensors.set(name, parseEntry(file, name, entry))
  }
  checkCoverage(file, tensors, dataLength)
  return { metadata, tensors }
}

/** What a file that breaks the format's rules is refused with. */
export const damaged = (file: string, what: string): InputError =>
  new InputError(`${file}: ${what}; download or write the file again.`)

function parseObject(file: string, bytes: Uint8Array): object {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw damaged(file, `the header is not UTF-8; it is damaged or no safetensors file`)
  }
  if (!text.startsWith('{')) {
    throw damaged(file, `the header does not begin with "{"; it is damaged or no safetensors file`)
  }
  try {
    return parseStrictJson(text, { readNumber: wholeNumber, anyKey: true }) as object
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw damaged(file, `the header is no valid JSON: ${error.message}`)
  }
}

/** As the reference reads counts: digits alone; `1.0`, `1e0` and `-0` are fractions to it. */
const wholeNumber = (source: string): number => (/^\d+$/.test(source) ? Number(source) : Number.NaN)

function parseMetadata(file: string, entry: unknown): Readonly<Record<string, string>> {
  if (entry === null) return {}
  if (!isObject(entry)) throw damaged(file, `__metadata__ must be an object of strings`)
  for (const [key, value] of Object.entries(entry)) {
    if (typeof value !== 'string') {
      throw damaged(file, `the metadata value ${quote(key)} must be a string`)
    }
  }
  return { ...entry } as Record<string, string>
}

function parseEntry(file: string, name: string, entry: unknown): HeaderEntry {
  const fail = (what: string): never => {
    throw damaged(file, `tensor ${quote(name)} ${what}`)
  }
  if (!isObject(entry)) return fail('is described by no object')
  for (const key of Object.keys(entry)) {
    if (!['dtype', 'shape', 'data_offsets'].includes(key)) fail(`has an unknown field ${quote(key)}`)
  }
  const { dtype, shape, data_offsets: offsets } = entry
  if (!isFileDType(dtype)) return fail(`has an unknown type ${quote(dtype)}`)
  if (!isCounts(shape)) return fail(`has a shape that is no list of non-negative integers`)
  if (!isCounts(offsets) || offsets.length !== 2) {
    return fail('has offsets that are no two non-negative integers below 2^53')
  }
  const [begin, end] = offsets as [number, number]
  if (end < begin) return fail(`ends at byte ${end}, before its begin at ${begin}`)
  const elements = countElements(shape)
  const bits = elements * BITS[dtype]
  if (!Number.isSafeInteger(bits)) return fail(`has a shape ${quote(shape)} that no file can hold`)
  if (bits % 8 !== 0) return fail(`has ${elements} elements of ${dtype}, which fill no whole number of bytes`)
  if (bits / 8 !== end - begin) {
    return fail(`spans ${end - begin} bytes, but its shape ${quote(shape)} of ${dtype} takes ${bits / 8}`)
  }
  return { dtype, shape, begin, end }
}

/** The product of the extents; infinity where it overflows 64 bits on the way, also where a later extent is nought. */
function countElements(shape: readonly number[]): number {
  let product = 1n
  for (const extent of shape) {
    product *= BigInt(extent)
    if (product >= 2n ** 64n) return Number.POSITIVE_INFINITY
  }
  return Number(product)
}

/** The spans must tile the data from its first byte to its last. */
function checkCoverage(file: string, tensors: ReadonlyMap<string, HeaderEntry>, dataLength: number): void {
  const sorted = [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)
  let covered = 0
  for (const [name, { begin, end }] of sorted) {
    const tensor = `tensor ${quote(name)}`
    if (begin < covered) throw damaged(file, `${tensor} overlaps another one at byte ${begin}`)
    if (begin > covered) {
      throw damaged(file, `bytes ${covered} to ${begin}, before ${tensor}, belong to no tensor`)
    }
    if (end > dataLength) {
      throw damaged(
        file,
        `${tensor} ends at byte ${end} of the data, which has only ${dataLength}; it is cut short`,
      )
    }
    covered = end
  }
  if (covered < dataLength) {
    throw damaged(file, `the last ${dataLength - covered} bytes belong to no tensor`)
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0)
}
