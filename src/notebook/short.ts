import { basename, join } from 'node:path'
import type { Model } from '../models/model.ts'

/** How much of an experiment a notebook runs. */
export interface RunSize {
  /** Pictures of each prompt. */
  readonly seeds: number
  /** Entries of the data set; all unless given. */
  readonly limit?: number
}

/** `full`, or `shortened` where `TIMELAB_SHORT=1` is set: what a notebook takes when it is only tested. */
export const short = <Value>(full: Value, shortened: Value): Value =>
  process.env.TIMELAB_SHORT === '1' ? shortened : full

/**
 * A folder for an experiment of this size on this model: `../runs/table2-emoji-1-seed`. Run again it goes on there; with
 * another model or size it begins another one. `TIMELAB_RUNS` names another place than `../runs`.
 */
export function runFolder(experiment: string, model: Pick<Model, 'name'>, { seeds, limit }: RunSize): string {
  const parts = [
    experiment,
    basename(model.name),
    counted(seeds, 'seed', 'seeds'),
    ...(limit === undefined ? [] : [counted(limit, 'entry', 'entries')]),
  ]
  return join(process.env.TIMELAB_RUNS ?? '../runs', parts.join('-'))
}

const counted = (count: number, one: string, many: string): string => `${count}-${count === 1 ? one : many}`
