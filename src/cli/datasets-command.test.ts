import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { serveFiles } from '../datasets/file-server.ts'
import { csvOf, fieldsOf, roseEntry } from '../datasets/testing.ts'
import { publishedSets } from '../datasets/timed.ts'
import { type Outcome, runTimelab } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'timelab-datasets-'))
after(() => rmSync(folder, { recursive: true }))

async function timelab(
  args: readonly string[],
  interruptWhen?: () => boolean,
): Promise<Omit<Outcome, 'waited'>> {
  const options = { seconds: 60, ...(interruptWhen ? { interruptWhen } : {}) }
  const { code, out, err } = await runTimelab(folder, ['datasets', ...args], options)
  return { code, out, err }
}

test('list names what ships, for people and as JSON', async () => {
  const [text, json] = await Promise.all([timelab(['list']), timelab(['list', '--json'])])
  assert.deepEqual([text.code, json.code], [0, 0], text.err + json.err)
  assert.match(text.out, /emoji\/test\.csv.*\d+ edits/)
  const listed: { readonly file: string }[] = JSON.parse(json.out)
  assert.ok(listed.some(({ file }) => file.endsWith('validation.csv')))
})

test('check counts, and prints what it found; a broken file is one sentence and code 2', async () => {
  const rose = { ...fieldsOf(roseEntry), positive5: 'A bud ' }
  writeFileSync(join(folder, 'own.csv'), csvOf([rose]))
  const text = await timelab(['check', 'own.csv', '--normalise'])
  assert.equal(text.code, 0, text.err)
  assert.match(text.out, /own\.csv: 1 edits/)
  assert.match(text.out, /line 2, positive5: "A bud" has a blank after it: trimmed\.\n1 finding\n/)
  const json = JSON.parse((await timelab(['check', 'own.csv', '--json'])).out)
  assert.deepEqual(json.kinds[0].unnamed, [{ row: 2, source: 'A rose', prompt: 'A bud ' }])

  writeFileSync(join(folder, 'broken.csv'), csvOf([{ ...rose, gn1: '' }]))
  assert.deepEqual(await timelab(['check', 'broken.csv']), {
    ...{ code: 2, out: '' },
    err: 'broken.csv, line 2, column gn1: the field is empty.\n',
  })
})

test('pull refuses a file of another digest by one sentence and keeps nothing of it', async () => {
  const [first] = publishedSets.timed?.files ?? []
  const bytes = new Uint8Array(first?.bytes ?? 0)
  const server = await serveFiles({ [first?.name ?? '']: bytes })
  try {
    const { code, out, err } = await timelab(['pull', 'timed', '--from', server.url])
    assert.deepEqual([code, out], [2, ''])
    const digest = createHash('sha256').update(bytes).digest('hex')
    assert.match(err, new RegExp(`\\n\\S+ is not the published file: it has sha256 ${digest} .*\\n$`))
    assert.deepEqual(readdirSync(join(folder, 'datasets', 'timed')), [])
  } finally {
    await server.close()
  }
})

test('Ctrl-C ends a pull with code 130 and keeps what came for the next one', async () => {
  const [first] = publishedSets.timed?.files ?? []
  const name = first?.name ?? ''
  const server = await serveFiles({ [name]: new Uint8Array(first?.bytes ?? 0) })
  server.manners = { etag: '"first"', stallAfter: 50_000 }
  try {
    const { code, err } = await timelab(['pull', 'timed', '--from', server.url, '--out', 'cut'], () => true)
    assert.deepEqual([code, err.endsWith('\nInterrupted.\n')], [130, true])
    assert.deepEqual(readdirSync(join(folder, 'cut')), [`${name}.part`, `${name}.part.etag`])
  } finally {
    await server.close()
  }
})

test('pull names the data sets that there are', async () => {
  const { code, err } = await timelab(['pull', 'nothing'])
  assert.deepEqual([code, err], [2, 'There is no data set "nothing" to pull: there is timed.\n'])
})
