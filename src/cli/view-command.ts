import { resolve } from 'node:path'
import type { Command } from 'commander'
import { writePage } from '../viewer/write-page.ts'
import { given } from './options.ts'

interface ViewFlags {
  readonly judge?: string
  readonly open: boolean
}

/** `timelab view DIR`: writes a run's page and opens it. */
export function addViewCommand(program: Command): void {
  program
    .command('view')
    .summary("open a run's page")
    .description(
      'Write the page of the run in DIR, finished or not, say where it is and open it in the browser.',
    )
    .argument('<dir>', 'the folder of a run')
    .option('--judge <name>', 'as another judge sees it (`timelab rescore`), by its name or digest')
    .option('--no-open', 'open no browser')
    .action(async (folder: string, { judge, open }: ViewFlags) => {
      const page = await writePage(resolve(folder), given({ judge }))
      process.stdout.write(`${page}\n`)
      if (open) await openInBrowser(page)
    })
}

/** Opens a file in the browser, where there is one. */
async function openInBrowser(path: string): Promise<void> {
  const { default: open } = await import('open')
  // Its program may be missing, which only its own event tells.
  const program = await open(path).catch(() => undefined)
  program?.on('error', () => {})
}
