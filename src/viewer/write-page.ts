import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { shippedDatasets } from '../datasets/shipped.ts'
import { fileDigest, sha256 } from '../digest.ts'
import { findExperiment } from '../experiments/experiments.ts'
import { type PlannedRun, planRun } from '../experiments/open-run.ts'
import { type Report, type ReportOptions, viewReport, withReference } from '../experiments/report.ts'
import { lookAt } from '../experiments/run-status.ts'
import type { RunView } from '../experiments/run-tables.ts'
import type { KnownScores } from '../experiments/scores.ts'
import { makeFolder, writeFileAtomically } from '../files.ts'
import { readLedger } from '../runs/ledger.ts'
import { runInput } from '../runs/run-folder.ts'
import type { RunSettings } from '../runs/settings.ts'
import type { RunStatus } from '../runs/status.ts'
import { bundlePage } from './bundle.ts'
import { type KnownDrawings, pageCharts } from './page-charts.ts'
import type { RunPage, SampleShard } from './page-data.ts'
import { pageFigures } from './page-figures.ts'
import { type CommandFiles, reproduceCommand } from './reproduce-command.ts'
import { runPage, sampleShards } from './run-page.ts'
import { scriptOf } from './script-data.ts'

export interface WritePageOptions extends ReportOptions {
  /** What the run sets out to do, where it is known already. */
  readonly run?: PlannedRun
  /** Scores of an earlier writing, by the same judge and of the same `run`; new ones are put there. */
  readonly known?: KnownScores
  /** Charts of an earlier writing; those that are still to be seen are put there. */
  readonly drawn?: KnownDrawings
  readonly now?: number
}

/**
 * Writes the page of the run in `folder`, finished or not, into it: `index.html` and `view/`. Files that would be the same are
 * left as they are. Returns the path of `index.html`. Throws an InputError where the folder is no run or no such judge has
 * seen it, and whatever the system says where it cannot be written.
 */
export const writePage = (folder: string, options: WritePageOptions = {}): Promise<string> =>
  writeSeenPage(folder, seePage(folder, options), options.drawn)

/** What a run's page shows. */
export interface SeenPage {
  readonly run: PlannedRun
  readonly view: RunView
  readonly report: Report
  readonly status: RunStatus
  readonly now: number
}

/** Reads what the page of a run shows; nothing is written. Throws an InputError as `writePage`. */
export function seePage(folder: string, options: WritePageOptions = {}): SeenPage {
  const { run: given, now = Date.now(), reference, known, judge } = options
  const run = withReference(given ?? planRun(folder), reference)
  const status = lookAt(folder, run, now)
  return {
    run,
    status,
    now,
    ...readLedger(folder, (ledger) => viewReport(run, ledger, judge === undefined ? {} : { judge }, known)),
  }
}

/** Writes a page of what was read, with charts that are `drawn` already where nothing of them has changed. */
export async function writeSeenPage(
  folder: string,
  seen: SeenPage,
  drawn: KnownDrawings = new Map(),
): Promise<string> {
  const { run, view, report, status, now } = seen
  const [charts, figures] = await Promise.all([pageCharts(seen, drawn), pageFigures(folder, seen)])
  return writePageFiles(folder, sampleShards(view), (versions) =>
    runPage(
      {
        ...{ view, report, status },
        command: reproduceCommand(run.settings, shownPath(folder), commandFiles(folder, run.settings)),
        written: new Date(now).toISOString(),
        charts,
        figures,
      },
      versions,
    ),
  )
}

/** Writes a page's files, the one that names the others last. */
export async function writePageFiles(
  folder: string,
  shards: readonly SampleShard[],
  page: (versions: readonly string[]) => RunPage,
): Promise<string> {
  const html = await bundlePage()
  makeFolder(join(folder, 'view'))
  const versions = shards.map((shard, k) => {
    const script = scriptOf('timelabSamples', k, shard)
    writeChanged(join(folder, 'view', `samples-${k}.js`), script)
    return sha256(script).slice(0, 12)
  })
  writeChanged(join(folder, 'view', 'run.js'), scriptOf('timelabRun', page(versions)))
  const index = join(folder, 'index.html')
  writeChanged(index, html)
  return index
}

function writeChanged(path: string, text: string): void {
  const bytes = Buffer.from(text)
  const there = statSync(path, { throwIfNoEntry: false })
  if (there?.size === bytes.length && readFileSync(path).equals(bytes)) return
  writeFileAtomically(path, bytes)
}

/** A path as one would type it here. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' ? '.' : short.startsWith('..') ? path : short
}

/** The run's own copies of its files, but for those that the command finds by itself. */
function commandFiles(folder: string, settings: RunSettings): CommandFiles {
  const { experiment, dataset, captions, reference, model } = settings
  const isShipped = (name: string, sha: string) => {
    const file = join(shippedDatasets, 'emoji', name)
    return model.name === 'emoji' && existsSync(file) && fileDigest(file) === sha
  }
  const own = (name: Parameters<typeof runInput>[1]) => shownPath(runInput(folder, name))
  const set = findExperiment(experiment).dataset
  return {
    ...(isShipped(`${set}.csv`, dataset.sha256) ? {} : { dataset: own('dataset.csv') }),
    ...(captions && !isShipped('captions.csv', captions.sha256) ? { captions: own('captions.csv') } : {}),
    ...(reference && !isShipped('reference.safetensors', reference.sha256)
      ? { reference: own('reference.safetensors') }
      : {}),
  }
}
