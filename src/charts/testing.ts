import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { tableOf } from '../experiments/table-rows.ts'
import type { RunFigures } from './figures.ts'

/** Runs whose rows the golden drawings are made from, by experiment. */
export const goldenRuns = ['table2', 'table4', 'appendix-d', 'appendix-f'] as const

/** A file of the golden drawings. */
export const goldenFile = (name: string): string => fileURLToPath(new URL(`goldens/${name}`, import.meta.url))

/** What the golden drawings of an experiment are made from: rows of a real run of the model that ships. */
export function readGolden(experiment: string): RunFigures {
  const kept = JSON.parse(readFileSync(goldenFile(`${experiment}.json`), 'utf8'))
  return {
    ...kept,
    tables: kept.tables.map((table: { name: string; title: string; rows: [] }) => ({
      name: table.name,
      title: table.title,
      table: tableOf(table.rows),
    })),
  }
}
