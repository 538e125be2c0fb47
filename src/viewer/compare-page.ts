import { type ComparedRun, compareRuns } from '../experiments/compare.ts'
import { pairRuns, type ScorePair } from '../experiments/pair-runs.ts'
import { questionOf } from '../experiments/scores.ts'
import { drawingOf } from './drawing.ts'
import type { RunPage, SampleShard } from './page-data.ts'
import { cut, judgedColumns, pageEntries, pagePrompts, pageTable, promptPlaces, roleOf } from './run-page.ts'
import { settingsForPeople } from './settings-for-people.ts'

/** Two runs on the samples that they share, as one page. */
export interface ComparePage {
  readonly shards: readonly SampleShard[]
  page(versions: readonly string[]): RunPage
}

/**
 * Pairs two runs' samples and makes one page of them, in the first run's order. Throws an InputError where they share none.
 * `command` is the one that makes the page again, `written` the time in ISO 8601.
 */
export function comparePage(
  first: ComparedRun,
  second: ComparedRun,
  { command, written }: { readonly command: string; readonly written: string },
): ComparePage {
  const pairs = pairRuns(first.view, second.view)
  const report = compareRuns(first, second)
  const methods = methodsOfPairs(pairs)
  const { settings, entries } = first.view
  const keeps = settings.keepPictures || second.view.settings.keepPictures
  return {
    shards: pairShards(pairs, methods, promptPlaces(first.view)),
    page: (versions) => ({
      title: report.title,
      status: {
        ...{ state: 'finished', total: pairs.length, done: pairs.length, rate: null, toGo: null },
        written,
      },
      settings: bothSettings(first, second),
      command,
      warnings: report.warnings,
      tables: [],
      charts: [],
      figures: [],
      entries: pageEntries(first.view),
      prompts: pagePrompts(first.view),
      methods: methods.map(({ name, first: own }) => ({ name, role: roleOf(own) })),
      pictures: keeps ? 'pictures' : null,
      picture: { width: settings.sampling.width, height: settings.sampling.height },
      shards: versions.length,
      versions,
      samples: pairs.length,
      drawing: drawingOf(
        first.view,
        methods.map((method) => method.first),
      ),
      comparison: {
        first: first.label,
        second: second.label,
        tables: report.tables.map(pageTable),
        secondDrawing: drawingOf(
          second.view,
          methods.map((method) => method.second),
          entries,
        ),
      },
    }),
  }
}

/** What a comparison calls a method, and what each run does. */
interface PairedMethod {
  readonly name: string
  readonly first: string
  readonly second: string
}

function methodsOfPairs(pairs: readonly ScorePair[]): readonly PairedMethod[] {
  const named = pairs.map(({ method, first, second }): readonly [string, PairedMethod] => [
    method,
    { name: method, first: first.sample.method, second: second.sample.method },
  ])
  return [...new Map(named).values()]
}

function pairShards(
  pairs: readonly ScorePair[],
  methods: readonly PairedMethod[],
  prompts: ReadonlyMap<string, number>,
): readonly SampleShard[] {
  const places = new Map(methods.map(({ name }, place) => [name, place]))
  return cut(pairs).map((own) => ({
    method: own.map(({ method }) => places.get(method) ?? 0),
    prompt: own.map(({ first }) => prompts.get(questionOf(first.sample)) ?? 0),
    seed: own.map(({ first }) => first.sample.seed),
    ...judgedColumns(own.map(({ first }) => first)),
    intact: own.map(({ first }) => (first.intact ? 1 : 0)),
    second: judgedColumns(own.map(({ second }) => second)),
  }))
}

/** Settings of both; where they differ, one after the other. */
function bothSettings(first: ComparedRun, second: ComparedRun): RunPage['settings'] {
  const others = new Map(settingsForPeople(second.view.settings))
  return settingsForPeople(first.view.settings).map(([name, value]) => {
    const other = others.get(name) ?? ''
    return [name, value === other ? value : `${value} | ${other}`]
  })
}
