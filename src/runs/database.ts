import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type DatabaseSyncOptions } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { InputError } from '../errors.ts'
import { needingRoom } from './full-disk.ts'

/** A ledger's file, with rows that are checked when read. */
export interface Database {
  /** All rows of a query. */
  all<Row>(schema: z.ZodType<Row>, sql: string, ...values: (string | number)[]): Row[]
  /** A statement to run many times. */
  prepare(sql: string): { run(...values: (string | number | null | Uint8Array)[]): unknown }
  /** Everything that `work` writes is kept, or nothing where it throws. Throws an InputError where the disk is full. */
  transaction(work: () => void): void
  close(): void
}

/** Milliseconds that one process waits for another's transaction. */
const TIMEOUT = 10_000

const SCHEMA = `
CREATE TABLE IF NOT EXISTS pictures (key TEXT PRIMARY KEY, prompt TEXT NOT NULL, seed INTEGER NOT NULL,
  edit TEXT, png TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS features (judge TEXT NOT NULL, key TEXT NOT NULL, feature BLOB NOT NULL,
  PRIMARY KEY (judge, key)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS texts (judge TEXT NOT NULL, text TEXT NOT NULL, feature BLOB NOT NULL,
  PRIMARY KEY (judge, text)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS judges (digest TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS edits (id TEXT PRIMARY KEY, spec TEXT NOT NULL, effect TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batches (id INTEGER PRIMARY KEY, pictures INTEGER NOT NULL, seconds REAL NOT NULL,
  at INTEGER NOT NULL) STRICT;
PRAGMA user_version = 1;
`

/**
 * Opens a ledger's file, making it where there is none (unless `readOnly`).
 * Throws an InputError that names the file where it is no ledger, or where the disk has no room for one.
 */
export function openDatabase(file: string, readOnly: boolean): Database {
  const folder = dirname(file)
  if (readOnly && !hasTables(file)) {
    throw new InputError(`${folder} holds no ledger: give the folder of a run that has begun.`)
  }
  const database = needingRoom(folder, () => open(file, readOnly))
  return {
    all: (schema, sql, ...values) => z.array(schema).parse(database.prepare(sql).all(...values)),
    prepare: (sql) => database.prepare(sql),
    transaction: (work) => needingRoom(folder, () => transact(database, work)),
    close: () => database.close(),
  }
}

/**
 * Whether a ledger was begun: a process that is killed, or finds the disk full, while it makes one may leave an empty
 * file. Throws an InputError for a file that is no ledger.
 */
export function hasTables(file: string): boolean {
  if (!existsSync(file)) return false
  const database = needingRoom(dirname(file), () => open(file, true))
  try {
    return countTables(database) === 2
  } finally {
    database.close()
  }
}

function open(file: string, readOnly: boolean): DatabaseSync {
  try {
    return readOnly ? openToRead(file) : openToWrite(file)
  } catch (error) {
    if (!isNoLedger(error)) throw error
    throw new InputError(
      `${file} cannot be opened as a run's ledger (${error.message}): give the folder of another run.`,
    )
  }
}

function openToWrite(file: string): DatabaseSync {
  return opened(file, { timeout: TIMEOUT }, (database) => {
    // Every commit reaches the disk before it counts as recorded.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    transact(database, () => database.exec(SCHEMA))
  })
}

function openToRead(file: string): DatabaseSync {
  try {
    return opened(file, { readOnly: true, timeout: TIMEOUT }, countTables)
  } catch (error) {
    // Readers, too, make a small file beside a ledger, which a read-only or full disk refuses. Where nothing waits to
    // be written into the ledger, it can be read without.
    const waiting = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
    if (waiting > 0) throw error
    const url = pathToFileURL(file)
    url.searchParams.set('immutable', '1')
    return opened(url, { readOnly: true }, countTables)
  }
}

const countTables = (database: DatabaseSync): number =>
  database.prepare("SELECT name FROM sqlite_master WHERE name IN ('pictures', 'judges')").all().length

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

/** SQLite's words for a file that holds something else, rather than for a disk that fails. */
const isNoLedger = (error: unknown): error is Error =>
  error instanceof Error &&
  /not a database|no such (table|column)|malformed|unable to open/.test(error.message)

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
