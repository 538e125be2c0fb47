import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  bringUpToDate,
  type Cell,
  hasSums,
  rowSum,
  type SealedTable,
  sealed,
  sealedTables,
} from './ledger-schema.ts'

/** What was kept of a damaged ledger. */
export interface Salvaged {
  /** Records that could be read, and are what was recorded. */
  readonly kept: number
  /** Name of the copy of the damaged file, beside it. */
  readonly copy: string
}

/** Pages of a ledger, and where their first says how many there are and which are free. */
const PAGE = 4096
const FREE_PAGES = { begin: 32, end: 40 }
const VALID_FOR = 92

type Rows = ReadonlyMap<SealedTable, ReadonlyMap<string, readonly Cell[]>>

/**
 * Puts a ledger that holds every record that can be read of a damaged one, and is what was recorded, into its place.
 * The damaged file is copied first. Nobody else may have it open.
 */
export function salvage(file: string): Salvaged {
  const fresh = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`)
  rmSync(fresh, { force: true })
  try {
    const rows = [readRows(file), readRows(withFreshBeginning(file, fresh))].reduce((a, b) =>
      count(a) >= count(b) ? a : b,
    )
    rmSync(fresh)
    writeRows(fresh, rows)
    const copy = copyAside(file)
    // A log of the damaged file must never be played into the new one.
    for (const log of [`${file}-wal`, `${file}-shm`]) rmSync(log, { force: true })
    renameSync(fresh, file)
    return { kept: count(rows), copy: basename(copy) }
  } finally {
    for (const each of [fresh, `${fresh}-journal`]) rmSync(each, { force: true })
  }
}

const count = (rows: Rows): number => [...rows.values()].reduce((sum, { size }) => sum + size, 0)

/** The rows of a ledger whose digests are right, from either end of each table up to where it cannot be read. */
function readRows(file: string): Rows {
  const found = new Map<SealedTable, Map<string, readonly Cell[]>>()
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file, { readOnly: true })
    for (const table of sealedTables) {
      const rows = new Map<string, readonly Cell[]>()
      found.set(table, rows)
      const columns: readonly string[] = sealed[table]
      for (const direction of ['ASC', 'DESC']) {
        const order = columns.slice(0, 2).map((column) => `${column} ${direction}`)
        try {
          const sums = hasSums(database, table)
          const sql = `SELECT ${columns.join(', ')}${sums ? ', sum' : ''} FROM ${table} ORDER BY ${order.join(', ')}`
          for (const row of database.prepare(sql).iterate()) {
            const cells = columns.map((column) => row[column] as Cell)
            const sum = rowSum(table, cells)
            if (!sums || sum === row.sum) rows.set(sum, cells)
          }
        } catch {
          // The other direction may reach what lies behind.
        }
      }
    }
  } catch {
    // No database any more.
  } finally {
    database?.close()
  }
  return found
}

/**
 * A copy whose first page, where SQLite keeps what the file is and where its tables begin, is that of a new ledger: all
 * are made by the same words, so their tables begin at the same pages.
 */
function withFreshBeginning(file: string, copy: string): string {
  writeRows(copy, new Map())
  const beginning = readFileSync(copy).subarray(0, PAGE)
  beginning.fill(0, FREE_PAGES.begin, FREE_PAGES.end)
  // How many pages there are is then told from the file's length.
  beginning.fill(0, VALID_FOR, VALID_FOR + 4)
  writeFileSync(copy, Buffer.concat([beginning, readFileSync(file).subarray(PAGE)]))
  return copy
}

function writeRows(file: string, rows: Rows): void {
  const database = new DatabaseSync(file)
  try {
    database.exec('BEGIN')
    bringUpToDate(database)
    for (const [table, own] of rows) {
      const columns = sealed[table]
      const insert = database.prepare(
        `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}, sum) VALUES (${columns.map(() => '?').join(', ')}, ?)`,
      )
      for (const [sum, cells] of own) {
        try {
          insert.run(...cells, sum)
        } catch {
          // Of a ledger without digests, a cell that is damaged may be of another kind.
        }
      }
    }
    database.exec('COMMIT')
  } finally {
    database.close()
  }
}

function copyAside(file: string): string {
  const names = Array.from({ length: 1000 }, (_, k) => join(dirname(file), `ledger.damaged-${k + 1}.sqlite`))
  const copy = names.find((name) => !existsSync(name)) ?? names[0] ?? file
  copyFileSync(file, copy)
  if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`)
  return copy
}
