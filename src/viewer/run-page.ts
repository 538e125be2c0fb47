import { namesSource } from '../datasets/naming.ts'
import { methodsOf } from '../experiments/methods.ts'
import type { Report } from '../experiments/report.ts'
import { shownColumns, showTable } from '../experiments/report-formats.ts'
import type { ReportTable, RunView } from '../experiments/run-tables.ts'
import { distinctPrompts, questionOf, type Score } from '../experiments/scores.ts'
import { pictureFile } from '../runs/run-folder.ts'
import type { RunStatus } from '../runs/status.ts'
import { drawingOf } from './drawing.ts'
import type {
  PageChart,
  PageEntry,
  PageMethod,
  PagePrompt,
  PageStatus,
  PageTable,
  RunPage,
  SampleShard,
} from './page-data.ts'
import { settingsForPeople } from './settings-for-people.ts'

/** Samples a file: each is read at once, and one that is full never changes again. */
const SHARD = 2000

/** All that a run's page is made from. */
export interface PageParts {
  readonly view: RunView
  readonly report: Report
  readonly status: RunStatus
  /** The command that makes the run again. */
  readonly command: string
  /** When the page is written, ISO 8601. */
  readonly written: string
  readonly charts: readonly PageChart[]
  readonly figures: RunPage['figures']
}

/** A run's page but for its samples, which `sampleShards` makes; `versions` are theirs, one a shard. */
export function runPage(parts: PageParts, versions: readonly string[]): RunPage {
  const { view, report, status, command, written, charts, figures } = parts
  const { settings } = view
  return {
    title: report.title,
    status: pageStatus(status, written),
    settings: settingsForPeople(settings),
    command,
    warnings: report.warnings,
    tables: report.tables.map(pageTable),
    charts,
    figures,
    entries: pageEntries(view),
    prompts: pagePrompts(view),
    methods: pageMethods(view),
    pictures: settings.keepPictures ? 'pictures' : null,
    picture: { width: settings.sampling.width, height: settings.sampling.height },
    shards: versions.length,
    versions,
    samples: view.scores.length,
    drawing: drawingOf(view),
  }
}

/** The samples of a run that are drawn, as columns, in pieces of its plan: a piece grows until all of it is drawn. */
export function sampleShards(view: RunView): readonly SampleShard[] {
  const { plan, scores } = view
  const methods = placesOf(methodsOf(view))
  const prompts = promptPlaces(view)
  const scoreOf = new Map(scores.map((score) => [score.sample, score]))
  return cut(plan.samples).map((samples) => {
    const own = samples.flatMap((sample) => scoreOf.get(sample) ?? [])
    return {
      method: own.map(({ sample }) => methods.get(sample.method) ?? 0),
      prompt: own.map(({ sample }) => prompts.get(questionOf(sample)) ?? 0),
      seed: own.map(({ sample }) => sample.seed),
      ...judgedColumns(own),
      intact: own.map(({ intact }) => (intact ? 1 : 0)),
    }
  })
}

/** What a judge says of samples, and their pictures. */
export function judgedColumns(scores: readonly Score[]): Pick<SampleShard, 'success' | 'margin' | 'picture'> {
  return {
    success: scores.map(({ success }) => (success ? 1 : 0)),
    margin: scores.map(({ margin }) => shortMargin(margin)),
    picture: scores.map(({ png }) => pictureFile(png)),
  }
}

/** To four decimals; only a tie is 0. */
function shortMargin(margin: number): number {
  const rounded = Math.round(margin * 1e4) / 1e4
  return rounded === 0 && margin !== 0 ? Math.sign(margin) / 1e4 : rounded
}

/** Cuts a list into the pieces that samples are kept in. */
export const cut = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / SHARD) }, (_, k) => items.slice(k * SHARD, (k + 1) * SHARD))

/** A report's table with what each of its numbers opens. */
export function pageTable(table: ReportTable): PageTable {
  const { head, cells } = showTable(table)
  const names = shownColumns(table.table)
  return {
    name: table.name,
    title: table.title,
    columns: head,
    rows: cells.map((row) => row.map((text) => (text === '' ? null : text))),
    cells: cells.map((row, place) =>
      row.map((_, column) => table.samples?.(place, names[column] ?? '') ?? null),
    ),
    notes: table.notes ?? [],
    long: table.long ?? false,
  }
}

export const pageEntries = ({ entries }: RunView): readonly PageEntry[] =>
  entries.map(({ row, kind, source, destination }) => ({ row, kind, source, destination }))

/** The prompts that a plan asks about, each once, in its order. */
export function pagePrompts(view: RunView): readonly PagePrompt[] {
  const entries = placesOf(view.entries)
  return distinctPrompts(view.plan.samples).map(({ entry, measure, pair }) => ({
    entry: entries.get(entry) ?? 0,
    measure,
    prompt: pair.prompt,
    destination: pair.destination,
    named: namesSource(pair.prompt, entry.source),
  }))
}

/** Where each question stands among `pagePrompts`, by `questionOf`. */
export const promptPlaces = (view: RunView): ReadonlyMap<string, number> =>
  placesOf(distinctPrompts(view.plan.samples).map(questionOf))

const placesOf = <Item>(items: readonly Item[]): ReadonlyMap<Item, number> =>
  new Map(items.map((item, place) => [item, place]))

export const pageMethods = (view: RunView): readonly PageMethod[] =>
  methodsOf(view).map((name) => ({ name, role: roleOf(name) }))

/** The role of a method's pictures by its name. */
export const roleOf = (name: string): PageMethod['role'] =>
  name === 'baseline' ? 'before' : name === 'oracle' ? 'oracle' : 'after'

const pageStatus = ({ state, total, done, rate, toGo }: RunStatus, written: string): PageStatus => ({
  ...{ state, total, done, rate, toGo },
  written,
})
