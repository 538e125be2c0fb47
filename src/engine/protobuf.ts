/*
 * Protocol Buffers' wire format, as much of it as an ONNX model needs. A field is its bytes: tag and value.
 * https://protobuf.dev/programming-guides/encoding/
 */

/** An integer field (int32, int64, enum, bool) of non-negative or negative value. */
export function integer(field: number, value: number | bigint): Uint8Array {
  return Uint8Array.from([...varint(field << 3), ...varint(value)])
}

/** A repeated integer field, packed. */
export function integers(field: number, values: readonly number[]): Uint8Array {
  return lengthDelimited(field, Uint8Array.from(values.flatMap(varint)))
}

/** A 32-bit float field. */
export function float(field: number, value: number): Uint8Array {
  return concatenate([Uint8Array.from(varint((field << 3) | 5)), littleEndian([value])])
}

/** A repeated 32-bit float field, packed. */
export function floats(field: number, values: readonly number[]): Uint8Array {
  return lengthDelimited(field, littleEndian(values))
}

/** A string field. */
export function text(field: number, value: string): Uint8Array {
  return lengthDelimited(field, new TextEncoder().encode(value))
}

/** A field of bytes. */
export function bytes(field: number, value: Uint8Array): Uint8Array {
  return lengthDelimited(field, value)
}

/** A nested message: its fields one after another. */
export function message(field: number, fields: readonly Uint8Array[]): Uint8Array {
  return lengthDelimited(field, concatenate(fields))
}

/** The fields of a whole message in one array. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

function lengthDelimited(field: number, value: Uint8Array): Uint8Array {
  return concatenate([Uint8Array.from([...varint((field << 3) | 2), ...varint(value.length)]), value])
}

function varint(value: number | bigint): number[] {
  const digits: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest > 127n) {
    digits.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  digits.push(Number(rest))
  return digits
}

function littleEndian(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length))
  values.forEach((value, i) => {
    view.setFloat32(4 * i, value, true)
  })
  return new Uint8Array(view.buffer)
}
