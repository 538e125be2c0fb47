import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { InputError } from '../errors.ts'
import { serveFiles } from './file-server.ts'
import { type PullOptions, pullDataset } from './pull.ts'
import { type PublishedSet, publishedSets } from './timed.ts'

const noise = (length: number, step: number) => Uint8Array.from({ length }, (_, index) => (index * step) >> 7)
const files = { 'one.csv': noise(300_000, 31), 'two.csv': noise(70_000, 57) }
const set: PublishedSet = {
  url: 'http://published.invalid/',
  files: Object.entries(files).map(([name, bytes]) => ({
    name,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  })),
}
const server = await serveFiles(files)
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'timelab-pull-'))
  made.push(folder)
  server.requests.length = 0
  server.files = files
  server.manners = { etag: '"first"' }
})
const made: string[] = []
after(async () => {
  await server.close()
  for (const each of made) rmSync(each, { recursive: true })
})

const pull = (options: PullOptions = {}) => pullDataset(set, folder, { from: server.url, ...options })
const fails = async (says: RegExp, options: PullOptions = {}) =>
  assert.rejects(pull(options), (error) => error instanceof InputError && says.test(error.message))
const ranges = () => server.requests.map(({ range }) => range)
function assertPulled(): void {
  assert.deepEqual(readdirSync(folder), ['one.csv', 'two.csv'])
  assert.deepEqual(new Uint8Array(readFileSync(join(folder, 'one.csv'))), files['one.csv'])
  assert.deepEqual(new Uint8Array(readFileSync(join(folder, 'two.csv'))), files['two.csv'])
}

test('every file is fetched whole, and progress counts the bytes of all', async () => {
  const seen: number[] = []
  const pulled = await pull({
    onProgress: (done, total) => {
      assert.equal(total, 370_000)
      seen.push(done)
    },
  })
  assert.deepEqual(
    pulled.map(({ path, fetched }) => [path, fetched]),
    [
      [join(folder, 'one.csv'), true],
      [join(folder, 'two.csv'), true],
    ],
  )
  assertPulled()
  assert.equal(seen.at(-1), 370_000)
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
  )
})

test('what is there already is not fetched again', async () => {
  await pull()
  rmSync(join(folder, 'one.csv'))
  server.requests.length = 0
  const pulled = await pull()
  assert.deepEqual(
    pulled.map(({ fetched }) => fetched),
    [true, false],
  )
  assert.deepEqual(
    server.requests.map(({ path }) => path),
    ['/one.csv'],
  )
})

test('a download that was cut goes on where it stopped', async () => {
  server.manners = { etag: '"first"', cutAfter: 100_000 }
  await fails(
    /one\.csv could not be fetched \(.*\); the 100000 bytes that came are kept: run the command again/,
  )
  assert.deepEqual(readdirSync(folder), ['one.csv.part', 'one.csv.part.etag'])
  server.manners = { etag: '"first"' }
  await pull()
  assertPulled()
  assert.deepEqual(
    server.requests.map(({ range, ifRange }) => [range, ifRange]),
    [
      [undefined, undefined],
      ['bytes=100000-', '"first"'],
      [undefined, undefined],
    ],
  )
})

test('one that is cut again and again arrives all the same', async () => {
  server.manners = { etag: '"first"', cutAfter: 120_000 }
  await fails(/120000 bytes/)
  await fails(/240000 bytes/)
  await pull()
  assertPulled()
})

test('a server that falls silent is given up, and what came is kept', async () => {
  server.manners = { etag: '"first"', stallAfter: 50_000 }
  await fails(/no byte came for 0\.2 s\); the 50000 bytes/, { patience: 200 })
})

test('a server without ranges sends everything again', async () => {
  server.manners = { etag: '"first"', ranges: false, cutAfter: 100_000 }
  await fails(/100000 bytes/)
  server.manners = { etag: '"first"', ranges: false }
  await pull()
  assertPulled()
})

test('a part is not continued with bytes of another version, nor where the server vouches for none', async () => {
  for (const [before, later] of [
    ['"first"', '"second"'],
    ['W/"weak"', 'W/"weak"'],
    [undefined, undefined],
  ]) {
    folder = mkdtempSync(join(folder, 'version-'))
    server.manners = { cutAfter: 100_000, ...(before === undefined ? {} : { etag: before }) }
    await fails(/100000 bytes/)
    server.manners = later === undefined ? {} : { etag: later }
    await pull()
    assertPulled()
  }
})

test('a spoilt part is thrown away and the file fetched whole', async () => {
  server.manners = { etag: '"first"', cutAfter: 100_000 }
  await fails(/100000 bytes/)
  writeFileSync(join(folder, 'one.csv.part'), new Uint8Array(90_000))
  server.manners = { etag: '"first"' }
  server.requests.length = 0
  await pull()
  assertPulled()
  assert.deepEqual(ranges(), ['bytes=90000-', undefined, undefined])
})

test('a part as long as the file needs no server; one that is longer is thrown away', async () => {
  writeFileSync(join(folder, 'one.csv.part'), files['one.csv'])
  writeFileSync(join(folder, 'two.csv.part'), new Uint8Array(80_000))
  await pull()
  assertPulled()
  assert.deepEqual(
    server.requests.map(({ path }) => path),
    ['/two.csv'],
  )
})

test('a part that the server has too few bytes to go on from is fetched anew', async () => {
  server.manners = { etag: '"first"', cutAfter: 100_000 }
  await fails(/100000 bytes/)
  server.files = { ...files, 'one.csv': files['one.csv'].subarray(0, 50_000) }
  server.manners = { etag: '"first"' }
  await fails(/is not the published file/)
  assert.deepEqual(readdirSync(folder), [])
})

test('a file with another digest is refused and nothing of it kept', async () => {
  server.files = { ...files, 'one.csv': noise(300_000, 33) }
  await fails(/one\.csv is not the published file: it has sha256 [0-9a-f]{64} instead of sha256 [0-9a-f]{64}/)
  assert.deepEqual(readdirSync(folder), [])
})

test('a file that is too long is refused without being fetched to its end', async () => {
  server.files = { ...files, 'one.csv': new Uint8Array(30_000_000) }
  let most = 0
  await fails(/it has more than its 300000 bytes/, { onProgress: (done) => (most = Math.max(most, done)) })
  assert.deepEqual(readdirSync(folder), [])
  assert.ok(most <= 300_000)
})

test('a file of that name with other contents is left alone', async () => {
  await pull()
  truncateSync(join(folder, 'two.csv'), 10)
  await fails(/two\.csv is there already, but it is not the published file/)
  assert.equal(readFileSync(join(folder, 'two.csv')).length, 10)
  rmSync(join(folder, 'two.csv'))
  mkdirSync(join(folder, 'two.csv'))
  await fails(/two\.csv is there already/)
})

test('a server that has no such file, or cannot be reached, is named', async () => {
  await fails(/nowhere\/one\.csv could not be fetched: the server answered 404 Not Found/, {
    from: `${server.url}nowhere`,
  })
  const gone = await serveFiles({})
  await gone.close()
  await fails(/one\.csv could not be fetched \(.*ECONNREFUSED.*\): run the command again/, { from: gone.url })
  await fails(/"ftp:\/\/x" is not the http or https address/, { from: 'ftp://x' })
  await fails(/"here" is not/, { from: 'here' })
})

test('an abort throws its reason and keeps the part', async () => {
  server.manners = { etag: '"first"', stallAfter: 50_000 }
  const stop = new AbortController()
  const reason = new Error('enough')
  await assert.rejects(pull({ signal: stop.signal, onProgress: () => stop.abort(reason) }), reason)
  server.manners = { etag: '"first"' }
  await pull()
  assert.match(ranges()[1] ?? '', /^bytes=\d+-$/)
  assertPulled()
})

test('TIMED is four files, each with a digest and a size', () => {
  const { timed } = publishedSets
  assert.equal(timed?.files.length, 4)
  for (const { sha256, bytes } of timed?.files ?? []) assert.ok(/^[0-9a-f]{64}$/.test(sha256) && bytes > 3000)
})
