import { readFileSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { parseStrictJson } from './strict-json.ts'

/**
 * Reads a JSON file of a model. Throws an InputError that names it where it is missing or corrupt.
 * `parse` may be `JSON.parse` for vocabularies of megabytes, where the strict one takes a quarter of a second.
 */
export function readJson(path: string, parse: (text: string) => unknown = parseStrictJson): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    throw new InputError(`The model is incomplete: there is no file ${path}.`)
  }
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new InputError(`${path} is not valid JSON: ${error.message}`)
  }
}
