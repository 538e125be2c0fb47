import { quote } from '../quote.ts'

/** Levels that arrays and objects may be nested: what the reference parser of safetensors headers (serde_json) allows. */
const MAX_DEPTH = 127
/** Values in one text, far more than any model's file holds: what is built of a file stays in proportion to it. */
const MAX_VALUES = 4_000_000
/** Characters of one number. */
const MAX_NUMBER = 400

export interface JsonOptions {
  /** Makes a value of a number as it is written; `Number` unless told. */
  readonly readNumber?: (source: string) => unknown
  /** Whether a key may be `__proto__`: only for callers that read own keys alone. */
  readonly anyKey?: boolean
  /** Whether `NaN`, `Infinity` and `-Infinity` stand for those numbers, as Python writes them. */
  readonly python?: boolean
}

/**
 * Parses a JSON text (RFC 8259) and also refuses what `JSON.parse` lets pass in silence: a key written twice in one
 * object, the key `__proto__`, a lone surrogate, nesting and counts without end. Objects have no prototype, so that
 * no name that a file looks up is found but those of the file. Takes time and memory in proportion to the text.
 * Throws a SyntaxError whose message can stand after a colon.
 */
export function parseStrictJson(text: string, options: JsonOptions = {}): unknown {
  const { readNumber = Number, anyKey = false, python = false } = options
  const literals = python ? [...words, ...pythonWords] : words
  let at = 0
  let values = 0

  function fail(what: string, position = at): never {
    let line = 1
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0 && end < position; end = text.indexOf('\n', start)) {
      line++
      start = end + 1
    }
    throw new SyntaxError(`${what} at line ${line}, column ${position - start + 1}`)
  }

  function skipBlanks(): void {
    for (;;) {
      const code = text.charCodeAt(at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      at++
    }
  }

  function value(depth: number): unknown {
    if (++values > MAX_VALUES) fail(`there are more than ${MAX_VALUES} values`)
    const first = text[at]
    if (first === '"') return string()
    if (first === '{') return object(depth + 1)
    if (first === '[') return array(depth + 1)
    for (const [word, meaning] of literals) {
      if (!text.startsWith(word, at)) continue
      at += word.length
      return meaning
    }
    if (first !== undefined && /[-\d]/.test(first)) return number()
    return fail(first === undefined ? 'the text ends too early' : `${quote(first)} is not expected`)
  }

  function object(depth: number): object {
    if (depth > MAX_DEPTH) fail(`more than ${MAX_DEPTH} levels are nested`)
    const found: Record<string, unknown> = Object.create(null)
    at++
    skipBlanks()
    if (text[at] === '}') {
      at++
      return found
    }
    for (;;) {
      const start = at
      if (text[at] !== '"') fail('a key in double quotes is expected')
      const key = string()
      if (key === '__proto__' && !anyKey) fail('the key "__proto__" is not allowed', start)
      if (key in found) fail(`the key ${quote(key)} is there twice`, start)
      skipBlanks()
      if (text[at] !== ':') fail('":" is expected')
      at++
      skipBlanks()
      found[key] = value(depth)
      skipBlanks()
      const end = text[at]
      if (end !== ',' && end !== '}') fail('"," or "}" is expected')
      at++
      if (end === '}') return found
      skipBlanks()
    }
  }

  function array(depth: number): unknown[] {
    if (depth > MAX_DEPTH) fail(`more than ${MAX_DEPTH} levels are nested`)
    const found: unknown[] = []
    at++
    skipBlanks()
    if (text[at] === ']') {
      at++
      return found
    }
    for (;;) {
      found.push(value(depth))
      skipBlanks()
      const end = text[at]
      if (end !== ',' && end !== ']') fail('"," or "]" is expected')
      at++
      if (end === ']') return found
      skipBlanks()
    }
  }

  function string(): string {
    const start = at++
    let plain = true
    for (;;) {
      const code = text.charCodeAt(at)
      if (code === 0x22) break
      if (Number.isNaN(code)) fail('the text that begins here is never closed', start)
      if (code < 0x20) fail('a control character stands in a text')
      if (code === 0x5c) {
        plain = false
        at++
      }
      at++
    }
    at++
    if (plain) return text.slice(start + 1, at - 1)
    let found: string
    try {
      found = JSON.parse(text.slice(start, at)) as string
    } catch {
      return fail('a text holds an escape that JSON does not know', start)
    }
    return found.isWellFormed() ? found : fail('a text holds half of a surrogate pair', start)
  }

  function number(): unknown {
    const start = at
    numberLike.lastIndex = at
    const [source = ''] = numberLike.exec(text) ?? []
    at += source.length
    if (source.length > MAX_NUMBER) fail('a number is too long', start)
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(source))
      fail(`${quote(source)} is not a number`, start)
    return readNumber(source)
  }

  skipBlanks()
  const found = value(0)
  skipBlanks()
  if (at < text.length) fail('something follows the end of the JSON text')
  return found
}

/** Every character that a number may hold: one class, which the engine matches without a stack. */
const numberLike = /[-+.\deE]+/y

type Words = readonly (readonly [word: string, meaning: unknown])[]

const words: Words = [
  ['true', true],
  ['false', false],
  ['null', null],
]

const pythonWords: Words = [
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]
