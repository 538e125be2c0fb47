import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { launchKernel } from '../../kernels/client/client.ts'
import { readKernelSpec } from '../../kernels/client/spec.ts'
import { kernelsFolder } from './kernel-spec.ts'
import { runTimelab } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'timelab-kernel-'))
const kernels = join(folder, 'env', 'share', 'jupyter', 'kernels')
after(() => rmSync(folder, { recursive: true }))
const kernel = (...args: readonly string[]) => runTimelab(folder, ['kernel', ...args], { seconds: 60 })

test('a kernel is installed twice and runs from any folder; uninstalled twice, nothing is left', async () => {
  const first = await kernel('install', '--prefix', 'env')
  assert.deepEqual([first.code, first.out], [0, `${join(kernels, 'timelab')}\n`], first.err)
  assert.equal((await kernel('install', '--prefix', 'env')).code, 0)
  assert.deepEqual(readdirSync(kernels), ['timelab'])
  const files = ['kernel.json', 'logo-32x32.png', 'logo-64x64.png', 'logo-svg.svg']
  assert.deepEqual(readdirSync(join(kernels, 'timelab')).sort(), files)

  const running = await launchKernel({ ...readKernelSpec(join(kernels, 'timelab')), cwd: folder })
  try {
    const { outputs } = await running.execute("import { harmonicMean } from 'timelab'\nharmonicMean(1, 1)")
    assert.deepEqual(
      outputs.map((output) => 'data' in output && output.data['text/plain']),
      ['1'],
    )
  } finally {
    await running.shutdown()
  }

  assert.match((await kernel('uninstall', '--prefix', 'env')).out, /^Removed timelab from /)
  const again = await kernel('uninstall', '--prefix', 'env')
  assert.deepEqual([again.code, again.out], [0, `There is no kernel timelab in ${kernels}\n`])
  assert.deepEqual(readdirSync(kernels), [])
})

test("another kernel's folder is neither replaced nor removed", async () => {
  const other = join(kernels, 'Other')
  mkdirSync(other, { recursive: true })
  writeFileSync(join(other, 'kernel.json'), '{"argv": ["python", "-m", "other"]}')
  for (const command of ['install', 'uninstall']) {
    const { code, err } = await kernel(command, '--prefix', 'env', '--name', 'other')
    assert.deepEqual([code, err], [2, `${other} is another kernel's: choose another --name.\n`])
  }
  assert.ok(existsSync(join(other, 'kernel.json')))
})

test('a name that Jupyter would not take, two places at once, and a folder that cannot be made are one sentence', async () => {
  writeFileSync(join(folder, 'file'), '')
  for (const [args, said] of [
    [['--name', '../up'], /^--name \.\.\/up: Jupyter takes letters.*\n$/],
    [['--user', '--prefix', 'env'], /^--user and --prefix name two places.*\n$/],
    [['--prefix', 'file'], /^The folder .*\/file cannot be made .*\n$/],
  ] as const) {
    const { code, err } = await kernel('install', ...args)
    assert.equal(code, 2)
    assert.match(err, said)
  }
})

test("the user's kernels are where each system's Jupyter looks", () => {
  const at = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}) =>
    kernelsFolder(undefined, { env, platform })
  assert.equal(at('linux'), join(homedir(), '.local', 'share', 'jupyter', 'kernels'))
  assert.equal(at('linux', { XDG_DATA_HOME: '/data' }), join('/data', 'jupyter', 'kernels'))
  assert.equal(at('darwin'), join(homedir(), 'Library', 'Jupyter', 'kernels'))
  assert.equal(at('win32', { APPDATA: '/roaming' }), join('/roaming', 'jupyter', 'kernels'))
  assert.equal(at('linux', { JUPYTER_DATA_DIR: '/own' }), join('/own', 'kernels'))
})

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const notebook = (path: string, ...args: readonly string[]) =>
  spawnSync(process.execPath, [main, 'notebook', ...args], {
    cwd: folder,
    env: { ...process.env, PATH: path, JUPYTER_PATH: '/before' },
    encoding: 'utf8',
  })

test('notebook opens JupyterLab with the kernel on its path, and says how to get it where there is none', {
  skip: process.platform === 'win32',
}, () => {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const missing = notebook(bin)
  assert.equal(missing.status, 2)
  assert.match(missing.stderr, /^JupyterLab is not installed: `pip install jupyterlab` gets it.*\n$/)

  const script = '#!/bin/sh\necho "$@"\necho "$JUPYTER_PATH"\ncommand -v node\nexit 3\n'
  writeFileSync(join(bin, 'jupyter'), script, { mode: 0o755 })
  const { status, stdout } = notebook(bin, '--no-browser')
  const [args, path, node] = stdout.split('\n')
  assert.deepEqual([status, args, node], [3, `lab --no-browser ${folder}`, process.execPath])
  const [own, before] = path!.split(':')
  assert.equal(before, '/before')
  const spec = JSON.parse(readFileSync(join(own!, 'kernels', 'timelab', 'kernel.json'), 'utf8'))
  assert.equal(spec.language, 'typescript')

  assert.match(notebook(bin, 'nowhere').stderr, /nowhere is no folder: name the folder of the notebooks\.\n$/)
})
