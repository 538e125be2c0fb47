import { relative } from 'node:path'
import type { Command } from 'commander'
import { pullDataset } from '../datasets/pull.ts'
import { listDatasets } from '../datasets/shipped.ts'
import { type DatasetSummary, summarise } from '../datasets/summary.ts'
import { publishedSets } from '../datasets/timed.ts'
import { createTextChecks } from '../editing/check-texts.ts'
import { InputError } from '../errors.ts'
import { filterDataset } from '../experiments/oracle-filter.ts'
import { boxedTable } from '../experiments/terminal-table.ts'
import { makeFolder, writeFileAtomically } from '../files.ts'
import { loadModel } from '../models/model.ts'
import { startProgress } from '../progress.ts'
import { printable } from '../quote.ts'
import { addExamples } from './examples.ts'
import { refuseIdleFlags } from './idle-flags.ts'
import { checkOutFolder } from './out-folder.ts'
import { terminalWidth } from './print-report.ts'

/** `timelab datasets list|check|pull`: the data sets at hand, what is in one, and the paper's from where it is published. */
export function addDatasetsCommand(program: Command, signal: AbortSignal): void {
  const datasets = program
    .command('datasets')
    .summary('list, check and fetch data sets')
    .description('Data sets: entries of an edit with the prompts that test it.')
  datasets
    .command('list')
    .description('List the data sets that come with timelab.')
    .option('--json', 'print JSON')
    .action((flags: JsonFlag) => {
      const all = listDatasets()
      print(flags.json ? json(all) : listTable(all))
    })
  datasets
    .command('check')
    .description('Read FILE as an evaluation would, and say what is in it and what to look at.')
    .argument('<file>', 'a CSV file in TIMED’s format')
    .option('--normalise', 'trim blanks, take out what cannot be seen; leave out ties and repetitions')
    .option(
      '--model <name or folder>',
      'find what a run with this model refuses, and words that it does not know (default: no model)',
    )
    .option('--json', 'print JSON')
    .action(async (file: string, flags: CheckFlags) => {
      const summary = await check(file, flags)
      print(flags.json ? json(summary) : describe(summary))
      if (summary.findings.some(({ kind }) => kind === 'refused')) process.exitCode = 2
    })
  datasets
    .command('filter')
    .description('Write the data set of RUN without the entries that its model cannot draw (paper, App. D).')
    .argument('<run>', 'the folder of a finished appendix-d run')
    .requiredOption('--out <file>', 'the CSV file to write')
    .action((folder: string, { out }: { readonly out: string }) => {
      const { text, retained, entries } = filterDataset(folder)
      writeFileAtomically(out, Buffer.from(text))
      print(`${out}: ${retained} of ${entries} entries`)
    })
  datasets
    .command('pull')
    .description('Fetch a published data set and compare it with its digests; a broken download goes on.')
    .argument('<name>', Object.keys(publishedSets).join(', '))
    .option('--from <url>', 'the folder on the web that holds the files (default: the authors’ repository)')
    .option('--out <folder>', 'where they go (default: datasets/NAME)')
    .action((name: string, flags: PullFlags) => pull(name, flags, signal))
  const examples: Readonly<Record<string, string>> = {
    list: 'datasets list',
    check: 'datasets check datasets/emoji/test.csv',
    filter: 'datasets filter runs/appendix-d --out filtered.csv',
    pull: 'datasets pull timed',
  }
  addExamples(datasets, ...Object.values(examples))
  for (const command of datasets.commands) {
    command.exitOverride()
    refuseIdleFlags(command)
    addExamples(command, examples[command.name()] ?? '')
  }
}

interface JsonFlag {
  readonly json?: true
}

interface CheckFlags extends JsonFlag {
  readonly normalise?: true
  readonly model?: string
}

async function check(file: string, { normalise, model: name }: CheckFlags): Promise<DatasetSummary> {
  const options = normalise ? { normalise } : {}
  if (name === undefined) return summarise(file, options)
  const model = await loadModel(name)
  try {
    return summarise(file, { ...options, model: createTextChecks(model) })
  } finally {
    await model.close()
  }
}

interface PullFlags {
  readonly from?: string
  readonly out?: string
}

async function pull(name: string, flags: PullFlags, signal: AbortSignal): Promise<void> {
  const set = Object.hasOwn(publishedSets, name) ? publishedSets[name] : undefined
  if (set === undefined) {
    throw new InputError(
      `There is no data set "${name}" to pull: there is ${Object.keys(publishedSets).join(', ')}.`,
    )
  }
  const folder = flags.out ?? `datasets/${name}`
  makeFolder(checkOutFolder(folder))
  const progress = startProgress(`Pulling ${name}`)
  try {
    const files = await pullDataset(set, folder, {
      signal,
      onProgress: progress.update,
      ...(flags.from === undefined ? {} : { from: flags.from }),
    })
    print(files.map(({ path, fetched }) => (fetched ? path : `${path} (was there already)`)).join('\n'))
  } finally {
    progress.stop()
  }
}

function listTable(all: readonly DatasetSummary[]): string {
  const cells = all.map(({ file, format, entries, kinds }) => {
    const shares = kinds.map(({ kind, entries: count }) => `${kind} ${count}`).join(', ')
    return [relative(process.cwd(), file), `${entries} ${format}`, shares]
  })
  const head = ['file', 'holds', 'kinds']
  return boxedTable({ head, cells, numeric: head.map(() => false) }, terminalWidth())
}

function describe({ file, format, entries, kinds, findings }: DatasetSummary): string {
  const lines = [`${file}: ${entries} ${format}`]
  if (kinds.length > 0) {
    const head = ['kind', 'entries', 'positives', 'not naming the source', 'negatives']
    const cells = [...kinds, ...(kinds.length > 1 ? [total(kinds)] : [])].map(({ kind, unnamed, ...of }) =>
      [kind, of.entries, of.positives, unnamed.length, of.negatives].map(String),
    )
    const numeric = head.map((_, k) => k > 0)
    lines.push(boxedTable({ head, cells, numeric }, terminalWidth()))
  }
  lines.push(
    ...findings.map(({ row, column, message }) =>
      column === '' ? `line ${row}: ${message}` : `line ${row}, ${column}: ${message}`,
    ),
  )
  lines.push(`${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`)
  return lines.join('\n')
}

function total(kinds: DatasetSummary['kinds']): DatasetSummary['kinds'][number] {
  const sum = (key: 'entries' | 'positives' | 'negatives') => kinds.reduce((all, kind) => all + kind[key], 0)
  return {
    kind: 'all',
    entries: sum('entries'),
    positives: sum('positives'),
    unnamed: kinds.flatMap(({ unnamed }) => unnamed),
    negatives: sum('negatives'),
  }
}

const json = (value: unknown): string => JSON.stringify(value, null, 2)
const print = (text: string): void => {
  process.stdout.write(`${printable(text)}\n`)
}
