import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Execution, type KernelClient, launchKernel } from '../client/client.ts'
import { openTestFolder } from './test-folder.ts'

const { spec, remove } = openTestFolder()
after(remove)
writeFileSync(join(spec.cwd, 'ends.ts'), 'export const ends = () => process.exit(5)\n')

/** How a kernel's process ended, once whoever waits for a cell of it is told. */
async function endOf(kernel: KernelClient): Promise<string> {
  const error: Error = await kernel.execute('1').then(
    () => assert.fail('the kernel still runs'),
    (thrown) => thrown,
  )
  return error.message
}

async function ended(code: string): Promise<{ readonly cell: Execution; readonly end: string }> {
  const kernel = await launchKernel(spec)
  try {
    const cell = await kernel.execute(code)
    return { cell, end: await endOf(kernel) }
  } finally {
    await kernel.close()
  }
}

for (const [code, status, how] of [
  ["console.log('bye'); process.exit(0)", 'ok', /exit code 0/],
  [
    "process.on('exit', () => console.log('bye')); process.exitCode = 7; process.exit()",
    'error',
    /exit code 7/,
  ],
  ["import { ends } from './ends.ts'\nconsole.log('bye'); await null; ends()", 'error', /exit code 5/],
  ["console.log('bye'); process.kill(process.pid); for (;;) {}", 'error', /exit code 143/],
] as const)
  test(`a cell ends the kernel, is answered and loses nothing: ${code}`, async () => {
    const { cell, end } = await ended(code)
    assert.deepEqual(cell.outputs[0], { output_type: 'stream', name: 'stdout', text: 'bye\n' })
    assert.equal(cell.status, status)
    if (status === 'error') assert.equal(cell.reply.ename, 'Exit')
    assert.match(end, how)
    assert.doesNotMatch(end, /last words/)
  })

test('an exit in a timer ends the kernel too; what waits is told so; a code that is none is an error', async () => {
  const kernel = await launchKernel(spec)
  after(() => kernel.close())
  const wrong = await kernel.execute("process.exit('soon')")
  assert.match(String(wrong.reply.evalue), /must be of type number/)
  const [first, second] = await Promise.all([
    kernel.execute(
      "import { exit } from 'node:process'\nsetTimeout(() => exit(6)); await new Promise(() => {})",
    ),
    kernel.execute('1'),
  ])
  assert.deepEqual([first.reply.ename, second.status], ['Exit', 'aborted'])
  assert.match(await endOf(kernel), /exit code 6/)
})
