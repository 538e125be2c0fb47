import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCompiler } from './compiler.ts'

test('what the language and Node declare is documented, although its comments are read late', () => {
  const compiler = createCompiler({ cwd: process.cwd() })
  assert.match(compiler.hover('Math.floor(1)', 6)!.documentation, /greatest integer less than or equal/)
  const code = "import { readFileSync } from 'node:fs'\nreadFileSyn"
  assert.match(compiler.complete(code, code.length).matches[0]!.documentation!, /Returns the contents of/)
})
