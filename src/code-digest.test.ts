import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { codeDigest } from './code-digest.ts'

const folder = mkdtempSync(join(tmpdir(), 'timelab-code-'))
after(() => rmSync(folder, { recursive: true }))

const copied = (name: string, change: (copy: string) => void): string => {
  const copy = join(folder, name)
  cpSync(fileURLToPath(new URL('sampling', import.meta.url)), copy, { recursive: true })
  change(copy)
  return codeDigest(copy)
}

test('the same sources have the same digest wherever they lie, and tests do not enter it', () => {
  const one = copied('one', () => {})
  assert.equal(
    copied('two', (copy) => writeFileSync(join(copy, 'more.test.ts'), '')),
    one,
  )
  assert.match(codeDigest(), /^[0-9a-f]{64}$/)
})

test('a source that is changed, added, renamed or gone gives another digest', () => {
  const digests = [
    copied('plain', () => {}),
    copied('changed', (copy) => writeFileSync(join(copy, 'draw.ts'), '// nothing\n')),
    copied('added', (copy) => writeFileSync(join(copy, 'added.ts'), '')),
    copied('renamed', (copy) => renameSync(join(copy, 'draw.ts'), join(copy, 'drawn.ts'))),
    copied('gone', (copy) => rmSync(join(copy, 'draw.ts'))),
  ]
  assert.equal(new Set(digests).size, digests.length)
})
