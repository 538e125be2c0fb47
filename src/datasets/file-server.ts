import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a server of one file may misbehave in a test. */
export interface Manners {
  /** Whether Range is honoured. */
  readonly ranges?: boolean
  /** Sent as ETag where given, and compared with If-Range. */
  readonly etag?: string
  /** Close the connection once so many of the bytes asked for are sent. */
  readonly cutAfter?: number
  /** Send nothing more after so many bytes, but keep the connection. */
  readonly stallAfter?: number
}

/** A real HTTP server on this machine for tests: what it was asked, and how it answers from now on. */
export interface FileServer {
  readonly url: string
  readonly requests: {
    readonly path: string
    readonly range: string | undefined
    readonly ifRange: string | undefined
  }[]
  files: Readonly<Record<string, Uint8Array>>
  manners: Manners
  close(): Promise<void>
}

/** Serves `files` by name at the root. */
export async function serveFiles(files: Readonly<Record<string, Uint8Array>>): Promise<FileServer> {
  const server = createServer((request, response) => answer(state, request, response))
  const state: FileServer = {
    url: '',
    requests: [],
    files,
    manners: {},
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return Object.assign(state, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })
}

function answer(state: FileServer, request: IncomingMessage, response: ServerResponse): void {
  const { ranges = true, etag, cutAfter, stallAfter } = state.manners
  const path = request.url ?? ''
  const { range } = request.headers
  const ifRange = request.headers['if-range']
  state.requests.push({ path, range, ifRange: typeof ifRange === 'string' ? ifRange : undefined })
  const bytes = state.files[path.slice(1)]
  if (bytes === undefined) {
    response.writeHead(404).end('<p>Not here</p>')
    return
  }
  const asked =
    ranges && (ifRange === undefined || ifRange === etag) ? /^bytes=(\d+)-$/.exec(range ?? '') : null
  const start = Number(asked?.[1] ?? 0)
  const tag = etag === undefined ? {} : { etag }
  if (start >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
    return
  }
  const body = bytes.subarray(start)
  response.writeHead(asked ? 206 : 200, {
    ...tag,
    'content-length': body.length,
    ...(asked ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
  })
  const stop = cutAfter ?? stallAfter
  if (stop === undefined || stop >= body.length) {
    response.end(body)
    return
  }
  response.write(body.subarray(0, stop))
  if (cutAfter !== undefined) setTimeout(() => response.destroy(), 50)
}
