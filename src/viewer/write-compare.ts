import { copyFileSync, existsSync, linkSync, readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { InputError } from '../errors.ts'
import { comparedRun } from '../experiments/compare-folders.ts'
import type { ReportOptions } from '../experiments/report.ts'
import { makeFolder, replaceAtomically } from '../files.ts'
import { picturesPath } from '../runs/run-folder.ts'
import { comparePage } from './compare-page.ts'
import type { SampleShard } from './page-data.ts'
import { shellQuote } from './shell-quote.ts'
import { shownPath, writePageFiles } from './write-page.ts'

/**
 * Writes one page for the runs of two folders into the folder `into`, with the pictures that it shows (hard links where the
 * disk allows it). Returns the path of its `index.html`. Throws an InputError where they cannot be compared, and where `into`
 * holds something else.
 */
export async function writeComparePage(
  first: string,
  second: string,
  into: string,
  options: ReportOptions = {},
): Promise<string> {
  checkInto(into)
  const judge = options.judge === undefined ? [] : ['--judge', shellQuote(options.judge)]
  const paths = [first, second].map((path) => shellQuote(shownPath(path)))
  const names = [basename(first), basename(second)] as const
  const labels = names[0] === names[1] ? ([shownPath(first), shownPath(second)] as const) : names
  const { shards, page } = comparePage(
    { ...comparedRun(first, options), label: labels[0] },
    { ...comparedRun(second, options), label: labels[1] },
    {
      command: ['timelab view', ...paths, '--into', shellQuote(shownPath(into)), ...judge].join(' '),
      written: new Date().toISOString(),
    },
  )
  makeFolder(into)
  takePictures(first, into, shards)
  takePictures(
    second,
    into,
    shards.flatMap(({ second: other }) => other ?? []),
  )
  return writePageFiles(into, shards, page)
}

/** Only what such a page is made of may be there already. */
function checkInto(into: string): void {
  const there = existsSync(into) ? readdirSync(into).filter((name) => !ours.includes(name)) : []
  if (there.length === 0) return
  throw new InputError(
    `The folder ${into} holds other files (${there.slice(0, 3).join(', ')}): choose another with --into.`,
  )
}

const ours = ['index.html', 'view', 'pictures']

function takePictures(from: string, into: string, shards: readonly Pick<SampleShard, 'picture'>[]): void {
  const [source, target] = [picturesPath(from), join(into, 'pictures')]
  if (!existsSync(source)) return
  const root = realpathSync(source)
  for (const name of new Set(shards.flatMap(({ picture }) => picture))) {
    const [path, place] = [join(source, name), join(target, name)]
    // Nor is a link followed: it might lead out of the run.
    if (existsSync(place) || !existsSync(path) || realpathSync(path) !== join(root, name)) continue
    makeFolder(dirname(place))
    try {
      // A picture's file is never written to again, so both folders may hold the same one.
      linkSync(path, place)
    } catch {
      replaceAtomically(place, (temporary) => copyFileSync(path, temporary))
    }
  }
}
