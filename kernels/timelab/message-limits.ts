/** JSON of a message, all four parts together, in bytes; what is large in earnest comes as buffers. */
const LARGEST = 32 << 20
/** Braces and brackets within one another: nothing that is said to a kernel comes near. */
const DEEPEST = 1000

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/** Whether the JSON parts of a message are small and flat enough to be worked on at once. */
export function isBounded(parts: readonly Uint8Array[]): boolean {
  const size = parts.reduce((sum, part) => sum + part.length, 0)
  return size <= LARGEST && parts.every((part) => part.length < DEEPEST || !isDeep(part))
}

function isDeep(json: Uint8Array): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!
    if (quoted) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) quoted = false
    } else if (byte === QUOTE) quoted = true
    else if (OPENING.has(byte) && ++depth > DEEPEST) return true
    else if (CLOSING.has(byte)) depth--
  }
  return false
}
