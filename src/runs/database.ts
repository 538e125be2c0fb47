import { existsSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { DatabaseSync, type DatabaseSyncOptions } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { InputError } from '../errors.ts'
import { needingRoom } from './full-disk.ts'
import {
  bringUpToDate,
  type Cell,
  hasSums,
  isNewer,
  rowSum,
  type SealedTable,
  sealed,
  sealedTables,
  tablesIn,
} from './ledger-schema.ts'
import { salvage } from './salvage.ts'

export type Row = Readonly<Record<string, Cell>>

/** A ledger's file, whose rows are checked when read. */
export interface Database {
  /** Rows of a table whose digests are right, in the order of their keys; the others are counted as damage. */
  sealedRows(table: SealedTable, column?: string, value?: string): readonly Row[]
  /** All rows of a query. */
  all(sql: string, ...values: readonly (string | number)[]): readonly Row[]
  /** Adds a row with its digest to a table, in place of one that has its key. */
  put(table: SealedTable, ...cells: readonly Cell[]): void
  run(sql: string, ...cells: readonly Cell[]): void
  /** Everything that `work` writes is kept, or nothing where it throws. Throws an InputError where the disk is full. */
  transaction(work: () => void): void
  /** What is known to be damaged so far, a phrase each. */
  damage(): readonly string[]
  close(): void
}

export interface OpenOptions {
  readonly readOnly?: boolean
  /** Looks through the whole structure of a file that is read (default), not only at what is asked of it. */
  readonly check?: boolean
  /** Hears, a sentence each, what was done to a damaged ledger. */
  readonly onNotice?: (notice: string) => void
}

/** Milliseconds that one process waits for another's transaction. */
const TIMEOUT = 10_000

/**
 * Opens a ledger's file, making it where there is none (unless `readOnly`). To be written it must be sound: one that is
 * damaged is kept aside, and one with all that could be read of it takes its place.
 * Throws an InputError that names the file where it is no ledger, is damaged beyond reading, or is of a later timelab,
 * and where the disk has no room for one.
 */
export function openDatabase(
  file: string,
  { readOnly = false, check = true, onNotice = () => {} }: OpenOptions,
): Database {
  const folder = dirname(file)
  if (readOnly && !hasTables(file)) {
    throw new InputError(`${folder} holds no ledger: give the folder of a run that has begun.`)
  }
  const open = readOnly ? () => openToRead(file) : () => openToWrite(file, onNotice)
  const database = needingRoom(folder, () => telling(file, open))
  const damaged = new Map<string, number>()
  const structure = readOnly && check ? telling(file, () => structureFault(database)) : undefined
  const tables = telling(file, () => tablesIn(database))
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  return {
    sealedRows: (table, column, value) =>
      telling(file, () => {
        if (!tables.has(table)) return []
        const rows = readSealed(database, table, column, value)
        const sound = rows.filter((row) => row.sound)
        damaged.set(`${table} ${value ?? ''}`, rows.length - sound.length)
        return sound.map(({ row }) => row)
      }),
    all: (sql, ...values) => telling(file, () => prepared(sql).all(...values) as readonly Row[]),
    put(table, ...cells) {
      const marks = cells.map(() => '?').join(', ')
      prepared(`INSERT OR REPLACE INTO ${table} (${sealed[table].join(', ')}, sum) VALUES (${marks}, ?)`).run(
        ...cells,
        rowSum(table, cells),
      )
    },
    run: (sql, ...cells) => prepared(sql).run(...cells),
    transaction: (work) => needingRoom(folder, () => telling(file, () => transact(database, work))),
    damage() {
      const count = [...damaged.values()].reduce((sum, bad) => sum + bad, 0)
      return [
        ...(count > 0 ? [`${count} of its records are not what was recorded`] : []),
        ...(structure === undefined ? [] : [structure]),
      ]
    },
    close: () => database.close(),
  }
}

/**
 * Whether a ledger was begun: a process that is killed, or finds the disk full, while it makes one may leave an empty
 * file. Throws an InputError for a file that is no ledger.
 */
export function hasTables(file: string): boolean {
  if (!existsSync(file)) return false
  return telling(file, () => {
    const database = needingRoom(dirname(file), () => openToRead(file))
    try {
      return tablesIn(database).has('pictures')
    } finally {
      database.close()
    }
  })
}

/** Rows of a table, each with whether its digest is right; all are where the table has none yet. */
function readSealed(database: DatabaseSync, table: SealedTable, column?: string, value?: string) {
  const columns: readonly string[] = sealed[table]
  const sums = hasSums(database, table)
  const where = column === undefined ? '' : ` WHERE ${column} = ?`
  const order = columns.slice(0, table === 'features' || table === 'texts' ? 2 : 1).join(', ')
  const statement = database.prepare(
    `SELECT ${columns.join(', ')}${sums ? ', sum' : ''} FROM ${table}${where} ORDER BY ${order}`,
  )
  const rows = (value === undefined ? statement.all() : statement.all(value)) as readonly Row[]
  return rows.map((row) => {
    const cells = columns.map((name) => row[name] ?? null)
    return { row, sound: !sums || rowSum(table, cells) === row.sum }
  })
}

/** The first thing that SQLite finds wrong with a file; undefined where it is sound. */
function structureFault(database: DatabaseSync): string | undefined {
  const [first] = database.prepare('PRAGMA integrity_check(1)').all()
  const said = String(Object.values(first ?? {})[0])
  return said === 'ok' ? undefined : said.replace(/\s+/g, ' ')
}

function openToWrite(file: string, onNotice: (notice: string) => void): DatabaseSync {
  const begun = existsSync(file) && statSync(file).size > 0
  const sound = begun ? openIfSound(file) : openWhole(file)
  if (sound) return sound
  const { kept, copy } = salvage(file)
  onNotice(
    `The ledger ${file} was damaged: ${kept.toLocaleString('en')} records of it are sound and kept, what it lacks is made again, and the damaged file is kept as ${copy}.`,
  )
  return openWhole(file)
}

/** Undefined where the file, or a record in it, is damaged. */
function openIfSound(file: string): DatabaseSync | undefined {
  let database: DatabaseSync | undefined
  try {
    const found = openWhole(file, structureFault)
    database = found
    if (sealedTables.every((table) => readSealed(found, table).every(({ sound }) => sound))) return found
  } catch (error) {
    if (!isDamage(error)) throw error
  }
  database?.close()
  return undefined
}

/** Opens a ledger to be written, with the tables of this schema. Throws where `fault` finds one. */
function openWhole(file: string, fault?: (database: DatabaseSync) => string | undefined): DatabaseSync {
  return opened(file, { timeout: TIMEOUT }, (database) => {
    // Every commit reaches the disk before it counts as recorded.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    // Before rows that had no digests get theirs.
    const found = fault?.(database)
    if (found !== undefined) throw new Error(`malformed: ${found}`)
    if (isNewer(database)) {
      throw new InputError(
        `The ledger ${file} was written by a later timelab: install that, or give another folder with --run.`,
      )
    }
    transact(database, () => bringUpToDate(database))
  })
}

function openToRead(file: string): DatabaseSync {
  try {
    return opened(file, { readOnly: true, timeout: TIMEOUT }, tablesIn)
  } catch (error) {
    // Readers, too, make a small file beside a ledger, which a read-only or full disk refuses. Where nothing waits to
    // be written into the ledger, it can be read without.
    const waiting = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
    if (waiting > 0) throw error
    const url = pathToFileURL(file)
    url.searchParams.set('immutable', '1')
    return opened(url, { readOnly: true }, tablesIn)
  }
}

function opened(
  file: string | URL,
  options: DatabaseSyncOptions,
  prepare: (database: DatabaseSync) => unknown,
): DatabaseSync {
  const database = new DatabaseSync(file, options)
  try {
    prepare(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Does work on a ledger that is there. Throws an InputError where its file is damaged or holds something else. */
function telling<Result>(file: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (isDamage(error)) {
      throw new InputError(
        `The ledger ${file} is damaged (${error.message}): run the \`npx timelab reproduce\` of ${basename(dirname(file))} again, which keeps what can be read of it and draws the rest again.`,
      )
    }
    if (!(error instanceof Error) || !/unable to open/.test(error.message)) throw error
    throw new InputError(
      `${file} cannot be opened as a run's ledger (${error.message}): see that it can be read, or give the folder of another run.`,
    )
  }
}

/** SQLite's codes for a file that is corrupt or no database, and its words where what it says of its tables is. */
function isDamage(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const { errcode } = error as Error & { readonly errcode?: unknown }
  const primary = typeof errcode === 'number' ? errcode & 0xff : 0
  return (
    primary === 11 || primary === 26 || /no such (table|column)|malformed|unsupported/.test(error.message)
  )
}

function transact(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    work()
    database.exec('COMMIT')
  } catch (error) {
    // A full disk has already rolled it back.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
