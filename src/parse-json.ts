/** Levels that arrays and objects may be nested: more than any file or message of ours has. */
const MAX_DEPTH = 200

/** The value of a JSON text; undefined where there is no text, it is no JSON, or it is nested without end. */
export function parseJson(text: string | null | undefined): unknown {
  if (typeof text !== 'string' || isDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether brackets outside of strings nest too deep; `JSON.parse` would take minutes over megabytes of them. */
function isDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) at = endOfString(text, at)
    else if (code === 0x5b || code === 0x7b) depth++
    else if (code === 0x5d || code === 0x7d) depth--
    if (depth > MAX_DEPTH) return true
  }
  return false
}

/** Where the string that begins at `start` ends: at its closing quote, or with the text. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++
    if (slashes % 2 === 0) return end
  }
  return text.length
}
