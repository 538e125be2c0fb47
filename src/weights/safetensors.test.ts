import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSafetensors } from './safetensors.ts'
import { rawSafetensors, temporaryFolder } from './testing.ts'

const folder = temporaryFolder()
let written = 0

function write(bytes: Uint8Array): string {
  const path = join(folder, `${written++}.safetensors`)
  writeFileSync(path, bytes)
  return path
}

const one = (fields: string, bytes = 4) => rawSafetensors(`{"a":{${fields}}}`, new Uint8Array(bytes))
const F32 = (begin: number, end: number) =>
  `{"dtype":"F32","shape":[${(end - begin) / 4}],"data_offsets":[${begin},${end}]}`

test('every rule of the format has a sentence of its own, which names the file and the tensor', () => {
  const faults: Readonly<Record<string, readonly [Uint8Array, RegExp]>> = {
    'no bytes': [new Uint8Array(0), /0 bytes are too few/],
    'seven bytes': [new Uint8Array(7), /7 bytes are too few/],
    'a header past the end': [rawSafetensors('{}', [], 3n), /header takes 3 bytes, but only 2 follow/],
    'a header over the cap': [
      rawSafetensors('{}', [], 100_000_001n),
      /100000001 bytes is over the format's 100 MB/,
    ],
    'the largest header length': [rawSafetensors('{}', [], 2n ** 64n - 1n), /is over the format's 100 MB/],
    'no header': [rawSafetensors(''), /does not begin with "\{"/],
    'no UTF-8': [rawSafetensors(Uint8Array.of(0x7b, 0xff, 0x7d)), /is not UTF-8/],
    'a byte order mark': [rawSafetensors('\ufeff{}'), /does not begin with "\{"/],
    'a blank first': [rawSafetensors(' {}'), /does not begin with "\{"/],
    'a list': [rawSafetensors('[]'), /does not begin with "\{"/],
    'broken JSON': [rawSafetensors('{"a":}'), /is no valid JSON/],
    'something after the object': [rawSafetensors('{}{}'), /is no valid JSON/],
    'a tensor twice': [
      rawSafetensors(`{"a":${F32(0, 4)},"a":${F32(0, 4)}}`, new Uint8Array(4)),
      /"a" is there twice/,
    ],
    'a tensor twice by an escape': [
      rawSafetensors(`{"a":${F32(0, 4)},"\\u0061":${F32(4, 8)}}`, new Uint8Array(8)),
      /"a" is there twice/,
    ],
    'a field twice': [
      one('"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]'),
      /"dtype" is there twice/,
    ],
    'metadata that is a list': [
      rawSafetensors('{"__metadata__":[]}'),
      /__metadata__ must be an object of strings/,
    ],
    'a metadata value that is a number': [
      rawSafetensors('{"__metadata__":{"a":1}}'),
      /metadata value "a" must be a string/,
    ],
    'a tensor that is no object': [rawSafetensors('{"a":1}'), /"a" is described by no object/],
    'a tensor that is null': [rawSafetensors('{"a":null}'), /"a" is described by no object/],
    'an unknown field': [
      one('"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1'),
      /"a" has an unknown field "x"/,
    ],
    'no type': [one('"shape":[1],"data_offsets":[0,4]'), /"a" has an unknown type undefined/],
    'an unknown type': [
      one('"dtype":"F31","shape":[1],"data_offsets":[0,4]'),
      /"a" has an unknown type "F31"/,
    ],
    'an inherited type': [
      one('"dtype":"toString","shape":[1],"data_offsets":[0,4]'),
      /unknown type "toString"/,
    ],
    'no shape': [
      one('"dtype":"F32","data_offsets":[0,4]'),
      /"a" has a shape that is no list of non-negative integers/,
    ],
    'a negative extent': [one('"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]'), /"a" has a shape/],
    'a fraction of an extent': [one('"dtype":"F32","shape":[0.5],"data_offsets":[0,4]'), /"a" has a shape/],
    'an extent past 2^53': [
      one('"dtype":"F32","shape":[9007199254740993],"data_offsets":[0,4]'),
      /"a" has a shape/,
    ],
    'a shape past 2^53': [
      one('"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]'),
      /that no file can hold/,
    ],
    'no offsets': [one('"dtype":"F32","shape":[1]'), /"a" has offsets/],
    'one offset': [one('"dtype":"F32","shape":[1],"data_offsets":[4]'), /"a" has offsets/],
    'a negative offset': [one('"dtype":"F32","shape":[1],"data_offsets":[-4,0]'), /"a" has offsets/],
    'an offset past 2^53': [one('"dtype":"F32","shape":[1],"data_offsets":[0,1e300]'), /"a" has offsets/],
    'an end before the begin': [
      one('"dtype":"F32","shape":[1],"data_offsets":[4,0]'),
      /"a" ends at byte 0, before its begin at 4/,
    ],
    'a span of another size': [
      one('"dtype":"F32","shape":[2],"data_offsets":[0,4]'),
      /"a" spans 4 bytes, but its shape \[2\] of F32 takes 8/,
    ],
    'half a byte': [
      one('"dtype":"F4","shape":[3],"data_offsets":[0,1]'),
      /"a" has 3 elements of F4, which fill no whole number of bytes/,
    ],
    'an overlap': [
      rawSafetensors(`{"a":${F32(0, 8)},"b":${F32(4, 12)}}`, new Uint8Array(12)),
      /"b" overlaps another one at byte 4/,
    ],
    'the same span twice': [
      rawSafetensors(`{"a":${F32(0, 4)},"b":${F32(0, 4)}}`, new Uint8Array(4)),
      /"b" overlaps/,
    ],
    'a hole': [
      rawSafetensors(`{"a":${F32(0, 4)},"b":${F32(8, 12)}}`, new Uint8Array(12)),
      /bytes 4 to 8, before tensor "b", belong to no tensor/,
    ],
    'a hole at the start': [
      rawSafetensors(`{"a":${F32(4, 8)}}`, new Uint8Array(8)),
      /bytes 0 to 4, before tensor "a"/,
    ],
    'a tail': [
      rawSafetensors(`{"a":${F32(0, 4)}}`, new Uint8Array(9)),
      /the last 5 bytes belong to no tensor/,
    ],
    'data without a tensor': [rawSafetensors('{}', [1]), /the last 1 bytes belong to no tensor/],
    'too little data': [
      rawSafetensors(`{"a":${F32(0, 8)}}`, new Uint8Array(7)),
      /"a" ends at byte 8 of the data, which has only 7/,
    ],
  }
  const sentences = new Set<string>()
  for (const [fault, [bytes, message]] of Object.entries(faults)) {
    const path = write(bytes)
    assert.throws(() => openSafetensors(path), { name: 'InputError', message }, fault)
    assert.throws(() => openSafetensors(path), { message: new RegExp(`${path}: `) }, fault)
    sentences.add(String(message))
  }
  assert.ok(sentences.size > 25)
})

test('what the format allows is opened: no tensors, scalars, tensors of no size, trailing blanks, any order', () => {
  assert.deepEqual(openSafetensors(write(rawSafetensors('{}'))).weights.names, [])
  const header = `{"b":${F32(4, 8)},"empty":{"dtype":"F16","shape":[3,0],"data_offsets":[4,4]},"scalar":{"data_offsets":[0,4],"shape":[],"dtype":"F32"},"__metadata__":{"format":"pt"}}  `
  const { weights, metadata } = openSafetensors(
    write(rawSafetensors(header, [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40])),
  )
  assert.deepEqual(metadata, { format: 'pt' })
  assert.deepEqual(weights.names, ['b', 'empty', 'scalar'])
  assert.deepEqual(weights.read('scalar'), Float32Array.of(1))
  assert.deepEqual(weights.read('b'), Float32Array.of(2))
  assert.equal(weights.read('empty').length, 0)
  assert.deepEqual(weights.span('empty').shape, [3, 0])
})

test('a span is where ONNX Runtime finds the bytes: in the file that links lead to, at its offset', () => {
  const header = `{"a":${F32(0, 4)},"b":${F32(4, 12)}}`
  const path = write(rawSafetensors(header, new Uint8Array(12)))
  const link = join(folder, 'link.safetensors')
  symlinkSync(path, link)
  const file = openSafetensors(link)
  assert.equal(file.path, path)
  assert.deepEqual(file.weights.span('b'), {
    dtype: 'F32',
    shape: [2],
    file: path,
    offset: 12 + header.length,
    length: 8,
  })
})

test('tensors at any offset are read, aligned or not', () => {
  const values = Float64Array.of(1.5, -2.25)
  for (let blanks = 0; blanks < 9; blanks++) {
    const header =
      '{"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"a":{"dtype":"F64","shape":[2],"data_offsets":[3,19]}}'
    const data = [1, 2, 3, ...new Uint8Array(values.buffer)]
    const { weights } = openSafetensors(write(rawSafetensors(header + ' '.repeat(blanks), data)))
    assert.deepEqual(weights.readFloat64('a'), values)
    assert.deepEqual(weights.read('a'), Float32Array.from(values))
  }
})

test('a type that the format knows and timelab does not read is refused when it is read, not before', () => {
  const types = {
    BOOL: 8,
    U8: 8,
    I8: 8,
    F8_E5M2: 8,
    F8_E4M3: 8,
    I16: 16,
    U16: 16,
    I32: 32,
    U32: 32,
    U64: 64,
    C64: 64,
    F4: 4,
  }
  for (const [dtype, bits] of Object.entries(types)) {
    const header = `{"ids":{"dtype":"${dtype}","shape":[1,2],"data_offsets":[0,${bits / 4}]}}`
    const { weights } = openSafetensors(write(rawSafetensors(header, new Uint8Array(bits / 4))))
    assert.equal(weights.has('ids'), true)
    const refusal = {
      name: 'InputError',
      message: new RegExp(`tensor "ids" is of type ${dtype}, which timelab does not read`),
    }
    assert.throws(() => weights.read('ids'), refusal)
    assert.throws(() => weights.readFloat64('ids'), refusal)
    assert.throws(() => weights.span('ids'), refusal)
  }
})

test('counts are digits alone, as the reference reads them', () => {
  for (const shape of ['1.0', '1e0', '10e-1', '-0', '0.0']) {
    const path = write(one(`"dtype":"F32","shape":[${shape}],"data_offsets":[0,4]`))
    assert.throws(() => openSafetensors(path), { message: /"a" has a shape that is no list/ }, shape)
  }
  for (const offsets of ['0.0,4', '-0,4', '0,4e0', '0,4.0']) {
    const path = write(one(`"dtype":"F32","shape":[1],"data_offsets":[${offsets}]`))
    assert.throws(() => openSafetensors(path), { message: /"a" has offsets/ }, offsets)
  }
  const overflow = '"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]'
  assert.throws(() => openSafetensors(write(one(overflow, 0))), { message: /that no file can hold/ })
  const nought = '"dtype":"F32","shape":[0,4294967296,4294967296],"data_offsets":[0,0]'
  assert.equal(openSafetensors(write(one(nought, 0))).weights.read('a').length, 0)
})

test('texts of a header are whole Unicode: half of a surrogate pair is refused, in names and in metadata', () => {
  for (const half of ['\\ud800', '\\udc00', '\\ud800x']) {
    const name = rawSafetensors(`{"${half}":${F32(0, 4)}}`, new Uint8Array(4))
    for (const bytes of [name, rawSafetensors(`{"__metadata__":{"a":"${half}"}}`)])
      assert.throws(() => openSafetensors(write(bytes)), { message: /half of a surrogate pair/ })
  }
  const { weights } = openSafetensors(
    write(rawSafetensors(`{"\\ud83c\\udf39":${F32(0, 4)}}`, new Uint8Array(4))),
  )
  assert.ok(weights.has('🌹'))
})

test('a tensor of any name is read, also one that every object inherits', () => {
  for (const name of ['__proto__', 'constructor', 'toString', '', '0']) {
    const { weights } = openSafetensors(write(rawSafetensors(`{"${name}":${F32(0, 4)}}`, [0, 0, 0x80, 0x3f])))
    assert.deepEqual(weights.names, [name])
    assert.deepEqual(weights.read(name), Float32Array.of(1))
  }
})

test('a tensor that is not there, also one by the name of an inherited property, is refused by its name', () => {
  const { weights } = openSafetensors(write(rawSafetensors('{}')))
  for (const name of ['a', 'toString', '__proto__', '__metadata__']) {
    assert.equal(weights.has(name), false)
    assert.throws(() => weights.read(name), {
      name: 'InputError',
      message: new RegExp(`there is no tensor "${name}"`),
    })
  }
})

test('what is no file is refused by its path', () => {
  mkdirSync(join(folder, 'folder'))
  symlinkSync(join(folder, 'gone'), join(folder, 'dangling'))
  for (const [name, message] of [
    ['missing', /missing cannot be read: there is no such file\.$/],
    ['dangling', /dangling cannot be read: it is a link to a file that is not there/],
    ['folder', /folder cannot be read: it is a folder\.$/],
  ] as const) {
    assert.throws(() => openSafetensors(join(folder, name)), { name: 'InputError', message })
  }
})

test('a file that shrinks after it was opened is refused when it is read', () => {
  const path = write(rawSafetensors(`{"a":${F32(0, 8)}}`, new Uint8Array(8)))
  const { weights } = openSafetensors(path)
  truncateSync(path, 64)
  assert.throws(() => weights.read('a'), {
    name: 'InputError',
    message: /tensor "a": the file ended while it was read/,
  })
})
