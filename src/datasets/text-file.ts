import { InputError } from '../errors.ts'
import { fileLimits, readBytes } from '../files.ts'
import { foreignBytes } from './foreign-file.ts'

/** A text file as it was read. */
export interface TextFile {
  readonly text: string
  readonly bytes: Uint8Array
  /** What was assumed of it beyond UTF-8, a sentence each; none for most files. */
  readonly assumed: readonly string[]
}

/**
 * Reads a text file: UTF-8, or UTF-16 that begins with its byte order mark, as Excel's "Unicode text" does.
 * Throws an InputError that names the file where it cannot be read, is too large or no text, or is text in another encoding.
 */
export function readTextFile(file: string): TextFile {
  const bytes = readBytes(file, fileLimits.text)
  const foreign = foreignBytes(bytes)
  if (foreign !== undefined) throw new InputError(`${file} is ${foreign}.`)
  const [first, second] = bytes
  const wide = first === 0xff && second === 0xfe ? 'le' : first === 0xfe && second === 0xff ? 'be' : undefined
  const encoding = wide ? `utf-16${wide}` : 'utf-8'
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return { text, bytes, assumed: wide ? ['The file is UTF-16 text and was read as that.'] : [] }
  } catch {
    throw new InputError(`${file}${wide ? ': its UTF-16 text is damaged; save it again.' : notUtf8(bytes)}`)
  }
}

function notUtf8(bytes: Uint8Array): string {
  const { line, text } = firstBadLine(bytes)
  const letter = /\P{ASCII}/u.exec(text)
  const shown = letter ? `, "${text.slice(Math.max(0, letter.index - 20), letter.index + 20).trim()}"` : ''
  return (
    `, line ${line}: not UTF-8 text but, as it seems, Windows-1252${shown}: save the file as UTF-8 ` +
    '(in Excel: "CSV UTF-8").'
  )
}

/** The first line that is not UTF-8, and what it reads as Windows-1252. Lines end as `parseCsv` counts them. */
function firstBadLine(bytes: Uint8Array): { readonly line: number; readonly text: string } {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const [lineFeed, carriageReturn] = [10, 13]
  for (let line = 1, start = 0, end = 0; ; end += 1) {
    const byte = bytes[end]
    if (byte !== undefined && byte !== lineFeed && byte !== carriageReturn) continue
    const part = bytes.subarray(start, end)
    try {
      decoder.decode(part)
    } catch {
      return { line, text: new TextDecoder('windows-1252').decode(part) }
    }
    if (byte === undefined) return { line, text: '' }
    if (byte === carriageReturn && bytes[end + 1] === lineFeed) end += 1
    start = end + 1
    line += 1
  }
}
