import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { after, test } from 'node:test'
import { openTestNotebook } from './test-notebook.ts'

const notebook = openTestNotebook(tmpdir())
after(() => notebook.remove())

test('a notebook outside every project has Node, and the packages that the kernel has', async () => {
  const cell =
    "import { harmonicMean } from 'timelab'\nimport { table } from 'arquero'\nconsole.assert(true)\ntable({ a: [1] }).numRows() + harmonicMean(1, 1)"
  assert.equal(await notebook.value(cell), 2)
  assert.equal((await notebook.run("harmonicMean('1', 1)")).refused?.[0]?.code, 2345)
  assert.equal((await notebook.run("import 'missing-package'")).refused?.[0]?.line ?? 'ran', 1)
})
