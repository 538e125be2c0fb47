import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const named = process.env.TIMELAB_PYTHON || 'python3'
// It is run from another folder.
const python = named.includes('/') ? resolve(named) : named

/** Why these Python packages cannot be tested with here; false where they can. For `test`'s `skip`. */
export function lacking(...packages: readonly string[]): string | false {
  const script = `import importlib.util as u; print(*[n for n in ${JSON.stringify(packages)} if not u.find_spec(n)])`
  const { status, stdout } = spawnSync(python, ['-c', script], { encoding: 'utf8' })
  const missing = status === 0 ? stdout.trim().replaceAll(' ', ' and no ') : 'Python'
  return missing !== '' && `${python} has no ${missing}; TIMELAB_PYTHON may name another Python`
}

/** A home of its own for Jupyter, where it knows the kernel and nothing else. */
export interface JupyterHome {
  /** An empty folder for notebooks, outside this project. */
  readonly folder: string
  readonly python: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Runs Python; gives what it printed. Throws with its last words where it fails or takes longer than `timeout` ms. */
  readonly run: (args: readonly string[], timeout?: number) => Promise<string>
  readonly remove: () => void
}

/** Makes a home in a temporary folder; kernels start by the Node that runs this. */
export function jupyterHome(): JupyterHome {
  const folder = mkdtempSync(join(tmpdir(), 'jupyter-'))
  const own = (name: string) => join(folder, '.jupyter', name)
  mkdirSync(own('tmp'), { recursive: true })
  const env = {
    ...process.env,
    HOME: folder,
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    JUPYTER_PATH: root,
    JUPYTER_CONFIG_DIR: own('config'),
    JUPYTER_DATA_DIR: own('data'),
    JUPYTER_RUNTIME_DIR: own('runtime'),
    JUPYTER_NO_CONFIG: '1',
    // Each Jupyter leaves a folder there.
    TMPDIR: own('tmp'),
    NODE_OPTIONS: undefined,
    NODE_TEST_CONTEXT: undefined,
  }
  return {
    folder,
    python,
    env,
    run: (args, timeout = 60_000) =>
      new Promise((done, failed) => {
        execFile(python, args, { cwd: folder, env, timeout }, (error, stdout, stderr) =>
          error ? failed(new Error(`${args.join(' ')}\n${stdout}\n${stderr.slice(-4000)}`)) : done(stdout),
        )
      }),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}
