import { InputError } from '../errors.ts'
import { fileLimits, readText } from '../files.ts'
import { systemCode } from '../system-reason.ts'
import { type JsonOptions, parseStrictJson } from './strict-json.ts'

/**
 * Reads a JSON file of a model, which Python may have written: see `JsonOptions.python`.
 * Throws an InputError that names it where it is missing, too large or corrupt.
 */
export function readJson(path: string, options?: JsonOptions): unknown {
  const text = readModelText(path)
  try {
    return parseStrictJson(text, { python: true, ...options })
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new InputError(`${path} is not valid JSON: ${error.message}; mend it or download it again.`)
  }
}

/** Reads a text file of a model. Throws an InputError that names it where it is missing, too large or not UTF-8. */
export function readModelText(path: string): string {
  try {
    return readText(path, fileLimits.json)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
    throw new InputError(`The model is incomplete: there is no file ${path}: download it again.`)
  }
}
