import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { checkOutFolder } from './out-folder.ts'

const root = mkdtempSync(join(tmpdir(), 'timelab-out-'))
after(() => rmSync(root, { recursive: true }))

test('a folder that is there or can be made is given back whole, and nothing is made', () => {
  for (const path of [root, join(root, 'a/b/c')]) assert.equal(checkOutFolder(path), path)
  assert.deepEqual(readdirSync(root), [])
})

test('a folder that cannot be made is refused by its name in one sentence', () => {
  writeFileSync(join(root, 'file'), '')
  symlinkSync(join(root, 'loop'), join(root, 'loop'))
  symlinkSync(join(root, 'nothing'), join(root, 'dangling'))
  for (const name of ['file', 'file/below', 'loop', 'loop/below', 'dangling', 'n'.repeat(300), 'a\0b']) {
    assert.throws(
      () => checkOutFolder(join(root, name)),
      (error: Error) =>
        error.name === 'InputError' && /out-\w+.(file|loop|dangling|nnn|a.u0000b)/.test(error.message),
      name,
    )
  }
})
