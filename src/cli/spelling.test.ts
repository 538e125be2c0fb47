import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { idleProgram } from './commands-testing.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { commands } = idleProgram()

test('the command is spelled one way: npx timelab', () => {
  const files = ['README.md', 'CONTRIBUTING.md']
  for (const folder of ['src', 'docs', 'kernels', 'datasets', 'notebooks', 'scripts', 'bin']) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (/\.(ts|tsx|js|md|ipynb)$/.test(file) && !/\.test\.ts$|ipynb_checkpoints/.test(file))
        files.push(join(folder, file))
    }
  }
  const names = [...new Set([...commands.keys()].map((name) => name.split(' ')[0]))].join('|')
  const other = new RegExp(`(npm run timelab -- )|(?<!npx )(?:^ {4}|[\`(])timelab (?:${names})\\b`)
  for (const file of files) {
    const lines = readFileSync(join(root, file), 'utf8').split('\n')
    const found = lines.find((line) => other.test(line) && !/^\s*(\/\*\*|\*|\/\/)/.test(line))
    assert.equal(found, undefined, `${file} spells the command otherwise`)
  }
})
