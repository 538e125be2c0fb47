import { resolve } from 'node:path'
import type { Command } from 'commander'
import { InputError } from '../errors.ts'
import { addExamples } from './examples.ts'
import { refuseIdleFlags } from './idle-flags.ts'
import { installKernel, kernelsFolder, uninstallKernel } from './kernel-spec.ts'

interface KernelFlags {
  readonly user?: true
  readonly prefix?: string
  readonly name: string
}

/** `timelab kernel install|uninstall`: makes the notebook kernel known to every Jupyter of a user, or of an environment. */
export function addKernelCommand(program: Command): void {
  const kernel = program
    .command('kernel')
    .summary('make the TypeScript kernel known to Jupyter')
    .description('Make the TypeScript kernel known to every Jupyter front end, or take it away again.')
  const where = (command: Command) =>
    command
      .option('--user', "the user's own kernels (the default)")
      .option(
        '--prefix <folder>',
        'those of one environment, such as a virtual environment of Python (default: the user’s own)',
      )
      .option(
        '--name <name>',
        'what Jupyter calls it, where several copies of timelab are at hand',
        'timelab',
      )
  where(
    kernel
      .command('install')
      .description('Write the description of the kernel of this copy of timelab, replacing an older one.'),
  ).action((flags: KernelFlags) => {
    process.stdout.write(`${installKernel(chosen(flags), flags.name)}\n`)
  })
  where(kernel.command('uninstall').description('Remove the description again.')).action(
    (flags: KernelFlags) => {
      const kernels = chosen(flags)
      const removed = uninstallKernel(kernels, flags.name)
      process.stdout.write(
        removed
          ? `Removed ${flags.name} from ${kernels}\n`
          : `There is no kernel ${flags.name} in ${kernels}\n`,
      )
    },
  )
  addExamples(kernel, 'kernel install', 'kernel install --prefix .venv', 'kernel uninstall')
  for (const command of kernel.commands) {
    command.exitOverride()
    refuseIdleFlags(command)
    addExamples(command, `kernel ${command.name()}`)
  }
}

function chosen({ user, prefix }: KernelFlags): string {
  if (user && prefix !== undefined)
    throw new InputError('--user and --prefix name two places: give one of them.')
  return kernelsFolder(prefix && resolve(prefix))
}
