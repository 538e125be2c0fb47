import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { InputError } from '../errors.ts'

export interface DownloadOptions {
  readonly signal?: AbortSignal
  /** Called with the bytes that the part holds so far. */
  readonly onBytes?: (held: number) => void
  /** Milliseconds without a byte after which the server is given up; 30,000 unless told. */
  readonly patience?: number
}

/**
 * Fetches `url` into the file `part`, stopping once it holds more than `limit` bytes. Where `part` holds what an
 * earlier attempt left and the server's validator of it is known, only the rest is asked for (HTTP Range with
 * If-Range, RFC 9110 section 13.1.5); a server that has other bytes by now, or knows no ranges, sends them all.
 * Returns whether bytes of an earlier attempt were kept.
 *
 * Throws an InputError when the server refuses, fails or falls silent; `part` then keeps what arrived. When
 * `signal` is aborted its reason is thrown, and `part` kept likewise.
 */
export async function download(
  url: URL,
  part: string,
  limit: number,
  options: DownloadOptions = {},
): Promise<boolean> {
  const { signal, patience = 30_000 } = options
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(), patience)
  try {
    const anySignal = AbortSignal.any(signal ? [signal, silence.signal] : [silence.signal])
    return await receive(url, part, limit, anySignal, (held) => {
      timer.refresh()
      options.onBytes?.(held)
    })
  } catch (error) {
    if (signal?.aborted || error instanceof InputError) throw error
    const reason = silence.signal.aborted ? `no byte came for ${patience / 1000} s` : reasonOf(error)
    const kept = heldBytes(part)
    throw new InputError(
      `${url} could not be fetched (${reason})${kept ? `; the ${kept} bytes that came are kept` : ''}: run the command again to go on.`,
    )
  } finally {
    clearTimeout(timer)
  }
}

async function receive(
  url: URL,
  part: string,
  limit: number,
  signal: AbortSignal,
  onBytes: (held: number) => void,
): Promise<boolean> {
  const held = heldBytes(part)
  const validator = held > 0 ? readValidator(part) : undefined
  // Compressed bytes would make ranges and validators those of other bytes.
  const plain = { 'accept-encoding': 'identity' }
  const response = await fetch(url, {
    signal,
    headers: validator === undefined ? plain : { ...plain, range: `bytes=${held}-`, 'if-range': validator },
  })
  const rest = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${held}-`)
  if (validator !== undefined && !rest && response.status !== 200) {
    await response.body?.cancel()
    if (response.status !== 206 && response.status !== 416) throw refusal(url, response)
    discardPart(part)
    return receive(url, part, limit, signal, onBytes)
  }
  if (!rest && response.status !== 200) {
    await response.body?.cancel()
    throw refusal(url, response)
  }
  await append(response, part, rest ? held : 0, limit, onBytes)
  return rest === true
}

async function append(
  response: Response,
  part: string,
  held: number,
  limit: number,
  onBytes: (held: number) => void,
): Promise<void> {
  // A part is emptied before the validator of its new bytes is written, so that the two always belong together.
  const file = await open(part, held > 0 ? 'a' : 'w')
  try {
    if (held === 0) writeValidator(part, response.headers)
    let size = held
    for await (const chunk of response.body ?? []) {
      await file.writeFile(chunk)
      size += chunk.length
      onBytes(size)
      if (size > limit) break
    }
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Bytes that a part holds; 0 where there is none. */
export const heldBytes = (part: string): number => statSync(part, { throwIfNoEntry: false })?.size ?? 0

/** Removes a part and its validator. */
export function discardPart(part: string): void {
  rmSync(part, { force: true })
  rmSync(validatorFile(part), { force: true })
}

/** Where the server's validator of a part's bytes is kept beside it. */
export const validatorFile = (part: string): string => `${part}.etag`

function readValidator(part: string): string | undefined {
  return existsSync(validatorFile(part)) ? readFileSync(validatorFile(part), 'utf8') : undefined
}

/** Only a strong entity tag or a date vouches for single bytes, and not for those of a compressed body. */
function writeValidator(part: string, headers: Headers): void {
  const tag = headers.get('etag')
  const validator = tag !== null && !tag.startsWith('W/') ? tag : headers.get('last-modified')
  if (validator === null || headers.has('content-encoding')) rmSync(validatorFile(part), { force: true })
  else writeFileSync(validatorFile(part), validator)
}

function refusal(url: URL, { status, statusText }: Response): InputError {
  const advice =
    status >= 500 || status === 429 ? 'try again later' : 'give the address of a folder that holds it'
  return new InputError(
    `${url} could not be fetched: the server answered ${`${status} ${statusText}`.trim()}; ${advice}.`,
  )
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause
  if (!(cause instanceof Error)) return error.message
  return cause.message || String((cause as NodeJS.ErrnoException).code ?? error.message)
}
