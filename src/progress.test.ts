import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { startProgress } from './progress.ts'

test('on a terminal the time to go is a length of time, or a question mark while it is not known', () => {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 100,
    cursorTo() {},
    clearLine() {},
  })
  let said = ''
  stream.on('data', (chunk) => {
    said += chunk
  })
  const progress = startProgress('Drawing', stream as unknown as NodeJS.WriteStream)
  progress.update(0, 10)
  progress.update(1, 10)
  progress.stop()
  assert.match(said, /Drawing .*0 sec, \? to go/)
  assert.doesNotMatch(said, /NF|NaN|NULL/)
})
