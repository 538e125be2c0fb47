import { BITS, type FileDType } from './element-types.ts'
import { rawSafetensors } from './testing.ts'

/** A source of choices that the same seed repeats. */
interface Chance {
  /** A whole number below `bound`. */
  readonly below: (bound: number) => number
  readonly oneOf: <Choice>(choices: readonly Choice[]) => Choice
  /** True once in `times`. */
  readonly once: (times: number) => boolean
}

/** For tests: safetensors files without end, the same ones for the same seed, about half of them with faults of every kind. */
export function* safetensorsFiles(seed: number): Generator<Uint8Array, never> {
  const chance = chanceOf(seed)
  for (;;) yield randomFile(chance)
}

/** Marsaglia's xorshift, 32 bits. */
function chanceOf(seed: number): Chance {
  let state = seed | 1
  const below = (bound: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % bound
  }
  return {
    below,
    oneOf: (choices) => choices[below(choices.length)]!,
    once: (times) => below(times) === 0,
  }
}

const dtypes = Object.keys(BITS) as FileDType[]

interface Tensor {
  name: string
  dtype: string
  shape: string[]
  offsets: string[]
}

function randomFile(chance: Chance): Uint8Array {
  const tensors: Tensor[] = []
  let end = 0
  const count = chance.oneOf([0, 1, 1, 1, 2, 2, 3, 5])
  for (let index = 0; index < count; index++) {
    const dtype = chance.oneOf(dtypes)
    const shape = Array.from({ length: chance.below(4) }, () => chance.oneOf([0, 1, 1, 2, 3, 4, 8]))
    const bytes = Math.ceil((shape.reduce((product, extent) => product * extent, 1) * BITS[dtype]) / 8)
    tensors.push({
      name: JSON.stringify(chance.once(8) ? chance.oneOf(strangeNames) : 'abcdefgh'[index]),
      dtype: JSON.stringify(dtype),
      shape: shape.map(String),
      offsets: [String(end), String(end + bytes)],
    })
    end += bytes
  }
  const isFaulty = chance.once(2)
  if (isFaulty) for (const tensor of tensors) if (chance.once(2)) spoilTensor(chance, tensor)
  if (chance.once(3)) tensors.sort(() => chance.below(3) - 1)
  const entries = tensors.map((tensor) => describe(chance, tensor, isFaulty))
  if (chance.once(3)) entries.splice(chance.below(entries.length + 1), 0, metadata(chance, isFaulty))
  const blanks = () => (chance.once(12) ? chance.oneOf([' ', '\n', '\t', '\r', '  \n']) : '')
  let header = `{${blanks()}${entries.join(`${blanks()},${blanks()}`)}${blanks()}}${' '.repeat(chance.below(4))}`
  if (isFaulty && chance.once(3)) header = spoilText(chance, header)
  const bytes = new TextEncoder().encode(header)
  if (isFaulty && chance.once(12) && bytes.length > 0) bytes[chance.below(bytes.length)] = chance.below(256)
  const data = isFaulty && chance.once(10) ? Math.max(0, end + chance.below(9) - 4) : end
  const length = isFaulty && chance.once(25) ? chance.oneOf(strangeLengths(bytes.length)) : undefined
  const file = rawSafetensors(bytes, new Uint8Array(data), length)
  return isFaulty && chance.once(40) ? file.subarray(0, chance.below(file.length + 1)) : file
}

const strangeNames = [
  ...[
    '',
    '__proto__',
    'constructor',
    '__metadata__x',
    'a',
    '0',
    '-1',
    'é',
    '🌹',
    '\u0000',
    '\u007f',
    '"',
    '\\',
    '/',
  ],
  ...['a.b[0]', ' ', '\ud800', '\udc00', '\ufeff'],
]

const strangeLengths = (length: number): bigint[] => [
  ...[0n, 1n, BigInt(length) + 1n, 7n, 100_000_000n, 100_000_001n],
  ...[2n ** 32n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n - 8n],
]

/** Spellings of counts that some readers of JSON take for whole numbers, and others. */
const strangeCounts = [
  ...[
    '1.0',
    '0.0',
    '1e0',
    '1E2',
    '10e-1',
    '-0',
    '-1',
    '01',
    '+1',
    '0x1',
    '1_0',
    '1.',
    '.5',
    '1e',
    '-',
    'NaN',
    '1e999',
  ],
  ...['9007199254740991', '9007199254740993', '18446744073709551615', '18446744073709551616', '4294967296'],
  ...['4294967297', '1000000000000000000000', 'null', 'true', '"1"', '[1]', '{}', '1 1', ''],
]

function spoilTensor(chance: Chance, tensor: Tensor): void {
  const list = chance.oneOf([tensor.shape, tensor.offsets])
  const place = chance.below(list.length + 1)
  switch (chance.below(11)) {
    case 0:
      list.splice(place, 1, chance.oneOf(strangeCounts))
      break
    case 1:
      list.splice(place, 0, chance.oneOf(['0', '1', '2', ...strangeCounts]))
      break
    case 2:
      list.splice(place, 1)
      break
    case 3:
      tensor.shape = [
        chance.oneOf(['0', '4294967296']),
        '4294967296',
        chance.oneOf(['4294967296', '4294967295', '0']),
      ]
      break
    case 4:
      tensor.offsets = tensor.offsets.map((offset) => String(Number(offset) + chance.below(5) - 2))
      break
    case 5:
      tensor.offsets = ['0', '0']
      tensor.shape.push('0')
      break
    case 6:
      tensor.offsets.reverse()
      break
    case 7:
      tensor.dtype = chance.oneOf([
        '"f32"',
        '"F8"',
        '"I4"',
        '""',
        'null',
        '1',
        `{${tensor.dtype}:null}`,
        '["F32"]',
        '"\\u0046\\u0033\\u0032"',
      ])
      break
    case 8:
      tensor.name = chance.oneOf([
        '"a"',
        '"\\u0061"',
        '"\\ud800"',
        '"\\ud83c\\udf39"',
        '"\\udf39"',
        '"\\x"',
        "'a'",
        'a',
        '1',
        '"\u0001"',
        '"\\u00"',
      ])
      break
    case 9:
      tensor.dtype = `{${tensor.dtype}:null}`
      break
    default:
      tensor.dtype = JSON.stringify(chance.oneOf(dtypes))
  }
}

function describe(chance: Chance, { name, dtype, shape, offsets }: Tensor, isFaulty: boolean): string {
  const fields = [`"dtype":${dtype}`, `"shape":[${shape.join()}]`, `"data_offsets":[${offsets.join(', ')}]`]
  if (chance.once(3)) fields.reverse()
  if (isFaulty && chance.once(12)) {
    const others = [
      '"x":1',
      '"dtype":"F32"',
      '"Shape":[]',
      '"x":1e999',
      `"x":${nested(chance)}`,
      '"x":"\\ud800"',
      '',
    ]
    fields.splice(chance.below(4), chance.below(2), chance.oneOf(others))
  }
  if (isFaulty && chance.once(40)) return `${name}:[${dtype},[${shape.join()}],[${offsets.join()}]]`
  if (isFaulty && chance.once(40)) return `${name}:${chance.oneOf(['null', '1', '"F32"', '[]', '{}'])}`
  return `${name}:{${fields.join()}}`
}

/** Nested about as deep as the reference allows. */
function nested(chance: Chance): string {
  const levels = chance.oneOf([1, 100, 124, 125, 126, 127, 128, 1000])
  return chance.once(2)
    ? '['.repeat(levels) + ']'.repeat(levels)
    : `${'{"x":'.repeat(levels)}1${'}'.repeat(levels)}`
}

function metadata(chance: Chance, isFaulty: boolean): string {
  const texts = ['"pt"', '""', '"é"', '"\\n"', '"\\u0041"', '"\\ud83d\\ude00"']
  const faults = ['1', 'null', '{}', '[]', '"\\ud800"', '"\n"', 'true', '"\\ud83d"', '"\\q"']
  const value = () => chance.oneOf(isFaulty && chance.once(3) ? faults : texts)
  const keys = ['"format"', '"a"', '""', '"__proto__"', '"constructor"']
  const pairs = Array.from({ length: chance.below(3) }, () => `${chance.oneOf(keys)}:${value()}`)
  if (isFaulty && chance.once(10))
    return `"__metadata__":${chance.oneOf(['null', '[]', '"x"', '1', '{"a":"b"},"__metadata__":{}'])}`
  return `"__metadata__":{${pairs.join()}}`
}

function spoilText(chance: Chance, text: string): string {
  const at = chance.below(text.length + 1)
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '0',
    '-',
    'e',
    ' ',
    '\n',
    '\u0000',
    '\u000b',
    '\ufeff',
    '\u00a0',
    'null',
    '//',
    '1',
  ]
  switch (chance.below(6)) {
    case 0:
      return text.slice(0, at) + chance.oneOf(pieces) + text.slice(at)
    case 1:
      return text.slice(0, at) + text.slice(at + 1)
    case 2:
      return text.slice(0, at)
    case 3:
      return chance.oneOf([' ', '\n', '\ufeff', '\u0000', '[', ',']) + text
    case 4:
      return text + chance.oneOf([' ', '\t\r\n', '\u0000', '{}', ',', '\u00a0', '\u000c', '}'])
    default:
      return chance.oneOf(['', '[]', 'null', '""', '0', '{}{}', '{,}', '[{}]'])
  }
}
