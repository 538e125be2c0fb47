import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { installHost, type MimeBundle } from './host.ts'
import { finalLine, progress, progressBar, runningLine } from './progress.ts'

const shown: { readonly text: string; readonly id: string | undefined; readonly update: boolean }[] = []
before(() => {
  const unused = () => assert.fail('not asked for')
  installHost({
    display: ({ data }: MimeBundle, { id, update = false } = {}) =>
      shown.push({ text: String(data['text/plain']), id, update }),
    openComm: unused,
    onComm: unused,
    input: unused,
  })
})
after(() => shown.splice(0))

test('a loop is shown in place, seldom, and leaves one line', async () => {
  shown.splice(0)
  const seen = [
    ...progress(
      Array.from({ length: 1000 }, (_, k) => k),
      { title: 'Counting' },
    ),
  ]
  assert.equal(seen.length, 1000)
  assert.ok(shown.length <= 4, `${shown.length} drawings`)
  assert.equal(new Set(shown.map(({ id }) => id)).size, 1)
  assert.deepEqual([shown[0]?.update, shown.at(-1)?.update], [false, true])
  assert.match(shown.at(-1)?.text ?? '', /^Counting: 1000 in /)
})

test('an asynchronous one is, too, and one that is left early says so', async () => {
  shown.splice(0)
  const slow = async function* () {
    yield* [1, 2, 3]
  }
  for await (const item of progress(slow(), { total: 3, title: 'Drawing' })) if (item === 2) break
  assert.match(shown.at(-1)?.text ?? '', /^Drawing: stopped after 1 of 3 in /)
})

test('a bar for onProgress ends with what it came to', () => {
  shown.splice(0)
  const bar = progressBar('Drawing')
  bar(0, 40)
  bar(40, 40)
  assert.match(shown.at(-1)?.text ?? '', /^Drawing: 40 in /)
})

test('a line tells count, rate and the time left', () => {
  const state = { done: 6, total: 24, seconds: 2 }
  assert.equal(
    runningLine('Drawing', state),
    `Drawing ${'█'.repeat(6)}${'░'.repeat(18)} 6 of 24, 3.0 a second, 6 sec to go`,
  )
  assert.equal(runningLine('Drawing', { ...state, total: undefined }), 'Drawing 6, 3.0 a second')
  assert.equal(
    finalLine('Drawing', { done: 2, total: 2, seconds: 9 }),
    'Drawing: 2 in 9 sec, 4.5 seconds each',
  )
})
