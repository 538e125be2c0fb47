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

test('a module beside such a notebook has them, too, with their types', async () => {
  const beside = openTestNotebook(tmpdir(), {
    'mine.ts': `import { harmonicMean } from 'timelab'
import type { ColumnTable } from 'arquero'
export const rows = (table: ColumnTable): number => table.numRows()
export const mean = harmonicMean(2, 2)
`,
    'wrong.ts': "import { harmonicMean } from 'timelab'\nexport const mean = harmonicMean('1', 1)\n",
  })
  try {
    assert.equal(await beside.value("import { mean } from './mine.ts'\nmean"), 2)
    assert.equal((await beside.run("import './wrong.ts'")).refused?.[0]?.code, 2345)
  } finally {
    beside.remove()
  }
})
