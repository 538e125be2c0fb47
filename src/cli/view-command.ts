import { basename, dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { InputError } from '../errors.ts'
import { writeComparePage } from '../viewer/write-compare.ts'
import { writePage } from '../viewer/write-page.ts'
import { given } from './options.ts'

interface ViewFlags {
  readonly judge?: string
  readonly into?: string
  readonly open: boolean
}

/** `timelab view DIR [OTHER]`: writes a run's page, or one of two runs, and opens it. */
export function addViewCommand(program: Command): void {
  program
    .command('view')
    .summary("open a run's page")
    .description(
      'Write the page of the run in DIR, finished or not, or one page of two runs, say where it is and open it.',
    )
    .argument('<dir>', 'the folder of a run')
    .argument('[other]', 'the folder of another: one page shows both, on the samples that they share')
    .option('--into <folder>', 'where the page of two runs goes (default: FIRST-and-SECOND beside the first)')
    .option('--judge <name>', 'as another judge sees it (`npx timelab rescore`), by its name or digest')
    .option('--no-open', 'open no browser')
    .action(async (folder: string, other: string | undefined, { judge, open, into }: ViewFlags) => {
      const [first, options] = [resolve(folder), given({ judge })]
      if (other === undefined && into !== undefined) {
        throw new InputError('--into is for the page of two runs: a run’s own page lies in its folder.')
      }
      const page =
        other === undefined
          ? await writePage(first, options)
          : await writeComparePage(first, resolve(other), resolve(into ?? besides(first, other)), options)
      process.stdout.write(`${page}\n`)
      if (open) await openInBrowser(page)
    })
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
