import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finishedPictures, keepLastError, lastError } from './last-error.ts'

test('what the latest cell threw is at hand, with the pictures that it had finished', () => {
  const picture = { prompt: 'A rose', seed: 3, width: 1, height: 1, pixels: new Uint8Array(3) }
  const stopped = Object.assign(new Error('stopped'), { pictures: [picture] })
  keepLastError(stopped)
  assert.equal(lastError(), stopped)
  assert.deepEqual(finishedPictures(), [picture])
  keepLastError('another')
  assert.deepEqual(finishedPictures(), [])
})
