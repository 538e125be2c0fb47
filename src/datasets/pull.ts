import { renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileDigest } from '../digest.ts'
import { InputError } from '../errors.ts'
import { discardPart, download, heldBytes, validatorFile } from './download.ts'
import type { PublishedFile, PublishedSet } from './timed.ts'

export interface PullOptions {
  /** The folder on the web that holds the files, instead of the authors' own. */
  readonly from?: string
  readonly signal?: AbortSignal
  /** Bytes of all files that are still to be fetched. */
  readonly onProgress?: (done: number, total: number) => void
  /** Milliseconds without a byte after which a server is given up; 30,000 unless told. */
  readonly patience?: number
}

export interface PulledFile {
  readonly path: string
  /** False where the file was there already, with the right digest. */
  readonly fetched: boolean
}

/**
 * Brings the files of a published data set into `folder`, which exists. Each is fetched beside its place, compared
 * with its digest and only then moved there; one that is there already is not fetched. A broken download goes on
 * where it stopped when called again.
 *
 * Throws an InputError where a server does not give the file, gives another (of which nothing is kept), or where
 * another file of that name stands in `folder`; the reason of `signal` when it is aborted.
 */
export async function pullDataset(
  set: PublishedSet,
  folder: string,
  options: PullOptions = {},
): Promise<readonly PulledFile[]> {
  const base = baseUrl(options.from ?? set.url)
  const present = new Set(set.files.filter((file) => isThere(join(folder, file.name), file)))
  const missing = set.files.filter((file) => !present.has(file))
  const total = missing.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  for (const file of missing) {
    const url = new URL(encodeURIComponent(file.name), base)
    await pullFile(file, url, join(folder, file.name), options, (held) =>
      options.onProgress?.(done + Math.min(held, file.bytes), total),
    )
    done += file.bytes
  }
  return set.files.map((file) => ({ path: join(folder, file.name), fetched: !present.has(file) }))
}

async function pullFile(
  file: PublishedFile,
  url: URL,
  path: string,
  options: PullOptions,
  onBytes: (held: number) => void,
): Promise<void> {
  const part = `${path}.part`
  if (heldBytes(part) > file.bytes) discardPart(part)
  const whole = heldBytes(part) === file.bytes
  const kept = whole || (await download(url, part, file.bytes, { ...options, onBytes }))
  if (kept && fileDigest(part) !== file.sha256) {
    // What an earlier attempt left was at fault, as likely as the server.
    discardPart(part)
    await download(url, part, file.bytes, { ...options, onBytes })
  }
  const found = fileDigest(part)
  if (found !== file.sha256) {
    const size = heldBytes(part) > file.bytes ? `more than its ${file.bytes} bytes` : `sha256 ${found}`
    discardPart(part)
    throw new InputError(
      `${url} is not the published file: it has ${size} instead of sha256 ${file.sha256}. Nothing of it was kept; pull from another address.`,
    )
  }
  renameSync(part, path)
  rmSync(validatorFile(part), { force: true })
}

function isThere(path: string, file: PublishedFile): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return false
  if (found.isFile() && fileDigest(path) === file.sha256) return true
  throw new InputError(
    `${path} is there already, but it is not the published file: move it away or choose another folder.`,
  )
}

function baseUrl(from: string): URL {
  const url = URL.parse(from.endsWith('/') ? from : `${from}/`)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '') {
    throw new InputError(`"${from}" is not the http or https address of a folder of files.`)
  }
  return url
}
