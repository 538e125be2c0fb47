import { spawn } from 'node:child_process'
import { delimiter, dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { InputError } from '../errors.ts'
import { isFolder } from '../files.ts'
import { addExamples } from './examples.ts'
import { refuseIdleFlags } from './idle-flags.ts'
import { kernelFolder } from './kernel-spec.ts'

/** `timelab notebook [DIR]`: opens JupyterLab with the kernel, installed or not. */
export function addNotebookCommand(program: Command): void {
  const command = program
    .command('notebook')
    .summary('open JupyterLab with the TypeScript kernel')
    .description(
      'Open JupyterLab, where it is installed, with the TypeScript kernel of this copy of timelab.',
    )
    .argument('[dir]', 'the folder of the notebooks', '.')
    .option('--no-browser', 'only print the address')
    .action(async (dir: string, { browser }: { readonly browser: boolean }) => {
      const folder = resolve(dir)
      if (!isFolder(folder)) throw new InputError(`${folder} is no folder: name the folder of the notebooks.`)
      process.exitCode = await runJupyter(['lab', ...(browser ? [] : ['--no-browser']), folder])
    })
  refuseIdleFlags(command)
  addExamples(command, 'notebook notebooks')
}

/** What Jupyter is started with, so that it finds the kernel, and the kernel this Node. */
function environment(): NodeJS.ProcessEnv {
  const before = (folder: string, list: string | undefined) => (list ? folder + delimiter + list : folder)
  return {
    ...process.env,
    // Jupyter looks into the `kernels` of each of these.
    JUPYTER_PATH: before(join(kernelFolder, '..', '..'), process.env.JUPYTER_PATH),
    PATH: before(dirname(process.execPath), process.env.PATH),
  }
}

function runJupyter(args: readonly string[]): Promise<number> {
  const child = spawn('jupyter', args, { stdio: 'inherit', env: environment() })
  // Ctrl-C reaches Jupyter as well, which asks first and ends its kernels in order.
  process.removeAllListeners('SIGINT').on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => child.kill(signal))
  const missing = new InputError(
    'JupyterLab is not installed: `pip install jupyterlab` gets it, or `npx timelab kernel install` makes the kernel known to the Jupyter that you have.',
  )
  return new Promise((done, reject) => {
    child.once('error', () => reject(missing))
    child.once('close', (code, signal) => done(code ?? (signal === null ? 1 : 0)))
  })
}
