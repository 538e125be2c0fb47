import assert from 'node:assert/strict'
import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openedIn, watchFiles } from '../files-opened-testing.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { shippedClip } from './testing.ts'

watchFiles()
const { digestJudge, openJudge } = await import('./judge.ts')

const folder = join(temporaryFolder(), 'clip')
cpSync(shippedClip, folder, { recursive: true })

test('every file that a judge is made from enters its digest', async () => {
  const judge = await openJudge(folder)
  await judge.embedTexts(['A rose'])
  await judge.embedPictures([{ pixels: new Uint8Array(3 * 64 * 64), width: 64, height: 64 }])
  await judge.close()
  const files = openedIn(folder)
  assert.ok(
    files.includes('tokenizer_config.json') && files.includes(join('onnx', 'model.onnx')),
    files.join(),
  )
  const digests = new Set([judge.digest])
  for (const file of files) {
    const before = readFileSync(join(folder, file))
    appendFileSync(join(folder, file), ' ')
    digests.add(digestJudge(folder))
    writeFileSync(join(folder, file), before)
    assert.equal(digestJudge(folder), judge.digest)
  }
  assert.equal(digests.size, files.length + 1)
})

test('what tells the tokenizer how to pad and where to cut makes another judge, by its features and its digest', async () => {
  const judge = await openJudge(folder)
  const other = join(temporaryFolder(), 'other')
  cpSync(folder, other, { recursive: true })
  const config = JSON.parse(readFileSync(join(other, 'tokenizer_config.json'), 'utf8')) as object
  writeFileSync(join(other, 'tokenizer_config.json'), JSON.stringify({ ...config, padding_side: 'left' }))
  const changed = await openJudge(other)
  const [[one], [two]] = [await judge.embedTexts(['A rose']), await changed.embedTexts(['A rose'])]
  assert.notDeepEqual(one, two)
  assert.notEqual(judge.digest, changed.digest)
  await judge.close()
  await changed.close()
})

test('weights that lie beside the network and are named in it enter the digest, and other files do not', () => {
  const other = join(temporaryFolder(), 'external')
  cpSync(folder, other, { recursive: true })
  const plain = digestJudge(other)
  writeFileSync(join(other, 'onnx', 'weights.bin'), 'one')
  writeFileSync(join(other, 'README.md'), 'words')
  assert.equal(digestJudge(other), plain)
  appendFileSync(join(other, 'onnx', 'model.onnx'), 'weights.bin')
  const one = digestJudge(other)
  writeFileSync(join(other, 'onnx', 'weights.bin'), 'two')
  assert.notEqual(digestJudge(other), one)
})
