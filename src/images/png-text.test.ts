import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import sharp from 'sharp'
import { decodeImage, encodePng } from './png.ts'
import { addPngText, readPngText } from './png-text.ts'

const pixels = { pixels: new Uint8Array(48).map((_, i) => 5 * i), width: 4, height: 4 }

test('text goes into a PNG and comes back, Latin or not, and leaves its pixels', async () => {
  const text = { parameters: 'a rosé\nSteps: 20', timelab: '{"prompt":"une 薔薇 🌹"}' }
  const png = await encodePng(pixels, text)
  assert.deepEqual(readPngText(png), text)
  assert.deepEqual(await decodeImage(png), pixels)
  assert.deepEqual(readPngText(await encodePng(pixels)), {})
  // A reader of its own: libvips names what it finds.
  const { comments } = await sharp(png).metadata()
  assert.deepEqual(comments?.map(({ keyword }) => keyword).toSorted(), ['parameters', 'timelab'])
})

test('any text comes back; bytes that are no PNG have none and take none', async () => {
  const png = await encodePng(pixels)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const kept = value.replaceAll('\0', '')
      assert.equal(readPngText(addPngText(png, { note: kept })).note, kept)
    }),
    { seed: 3, numRuns: 300 },
  )
  for (let length = 0; length < png.length; length++) readPngText(png.subarray(0, length))
  assert.deepEqual(readPngText(Buffer.from('<html>')), {})
  assert.throws(() => addPngText(Buffer.from('<html>'), { a: 'b' }), RangeError)
})
