import { basename, dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { writeComparePage } from '../viewer/write-compare.ts'
import { writePage } from '../viewer/write-page.ts'
import { addExamples } from './examples.ts'
import { refuseIdleFlags } from './idle-flags.ts'
import { given } from './options.ts'

interface ViewFlags {
  readonly judge?: string
  readonly into?: string
  readonly open: boolean
}

/** `timelab view DIR [OTHER]`: writes a run's page, or one of two runs, and opens it. */
export function addViewCommand(program: Command): void {
  const command = program
    .command('view')
    .summary("open a run's page")
    .description(
      'Write the page of the run in DIR, finished or not, or one page of two runs, say where it is and open it.',
    )
    .argument('<dir>', 'the folder of a run')
    .argument('[other]', 'the folder of another: one page shows both, on the samples that they share')
    .option('--into <folder>', 'where the page of two runs goes (default: FIRST-and-SECOND beside the first)')
    .option(
      '--judge <name>',
      'as another judge sees it (`npx timelab rescore`), by its name or digest (default: the run’s own)',
    )
    .option('--no-open', 'open no browser')
    .action(async (folder: string, other: string | undefined, { judge, open, into }: ViewFlags) => {
      const [first, options] = [resolve(folder), given({ judge })]
      const page =
        other === undefined
          ? await writePage(first, options)
          : await writeComparePage(first, resolve(other), resolve(into ?? besides(first, other)), options)
      process.stdout.write(`${page}\n`)
      if (open) await openInBrowser(page)
    })
  refuseIdleFlags(command, [
    {
      flags: ['--into'],
      because: ({ args }) =>
        args[1] === undefined
          ? 'on the page of one run, which lies in the run’s folder: name a second run, or leave it out'
          : undefined,
    },
  ])
  addExamples(command, 'view runs/table2', 'view runs/table2 runs/other --into both')
}

const besides = (first: string, other: string): string =>
  join(dirname(first), `${basename(first)}-and-${basename(resolve(other))}`)

/** Opens a file in the browser, where there is one. */
async function openInBrowser(path: string): Promise<void> {
  const { default: open } = await import('open')
  // Its program may be missing, which only its own event tells.
  const program = await open(path).catch(() => undefined)
  program?.on('error', () => {})
}
