import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

/** A value of a ledger's cell. */
export type Cell = string | number | null | Uint8Array

/** Tables whose rows have a digest, and the columns that it is taken of, in this order. */
export const sealed = {
  pictures: ['key', 'prompt', 'seed', 'edit', 'png'],
  features: ['judge', 'key', 'feature'],
  texts: ['judge', 'text', 'feature'],
  judges: ['digest', 'name'],
  edits: ['id', 'spec', 'effect'],
} as const

export type SealedTable = keyof typeof sealed
export const sealedTables = Object.keys(sealed) as readonly SealedTable[]

/** The schema that is written; those before are brought to it when they are opened to be written. */
const VERSION = 2

const SCHEMA = `
CREATE TABLE IF NOT EXISTS pictures (key TEXT PRIMARY KEY, prompt TEXT NOT NULL, seed INTEGER NOT NULL,
  edit TEXT, png TEXT NOT NULL, sum TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS features (judge TEXT NOT NULL, key TEXT NOT NULL, feature BLOB NOT NULL,
  sum TEXT NOT NULL DEFAULT '', PRIMARY KEY (judge, key)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS texts (judge TEXT NOT NULL, text TEXT NOT NULL, feature BLOB NOT NULL,
  sum TEXT NOT NULL DEFAULT '', PRIMARY KEY (judge, text)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS judges (digest TEXT PRIMARY KEY, name TEXT NOT NULL,
  sum TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS edits (id TEXT PRIMARY KEY, spec TEXT NOT NULL, effect TEXT NOT NULL,
  sum TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batches (id INTEGER PRIMARY KEY, pictures INTEGER NOT NULL, seconds REAL NOT NULL,
  at INTEGER NOT NULL) STRICT;
PRAGMA user_version = ${VERSION};
`

/**
 * The digest of a row: SHA-256 in hexadecimal of the table's name and, for each cell, a line feed, its length in bytes,
 * a colon and its bytes (text in UTF-8, numbers in decimals), or a line feed and a hyphen where there is none.
 */
export function rowSum(table: SealedTable, cells: readonly Cell[]): string {
  const hash = createHash('sha256').update(table)
  for (const cell of cells) {
    if (cell === null) {
      hash.update('\n-')
      continue
    }
    const bytes = typeof cell === 'number' ? String(cell) : cell
    hash.update(`\n${Buffer.byteLength(bytes)}:`).update(bytes)
  }
  return hash.digest('hex')
}

/** Makes the tables, or brings those of an earlier schema, which had no digests, to this one; in a transaction. */
export function bringUpToDate(database: DatabaseSync): void {
  const there = tablesIn(database)
  for (const table of sealedTables.filter((name) => there.has(name) && !hasSums(database, name))) {
    database.exec(`ALTER TABLE ${table} ADD COLUMN sum TEXT NOT NULL DEFAULT ''`)
    const columns = sealed[table]
    const key = columns.slice(0, table === 'features' || table === 'texts' ? 2 : 1)
    const where = key.map((column) => `${column} = ?`).join(' AND ')
    const seal = database.prepare(`UPDATE ${table} SET sum = ? WHERE ${where}`)
    for (const row of database.prepare(`SELECT ${columns.join(', ')} FROM ${table}`).all()) {
      const cells = columns.map((column) => row[column] as Cell)
      seal.run(rowSum(table, cells), ...cells.slice(0, key.length))
    }
  }
  database.exec(SCHEMA)
}

/** Whether an open ledger was written by a later schema, whose tables are others. */
export function isNewer(database: DatabaseSync): boolean {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {}
  return (
    Number(version) > VERSION &&
    !sealedTables.every((table) => columnsOf(database, table).join() === [...sealed[table], 'sum'].join())
  )
}

/** Names of the tables in an open ledger. */
export function tablesIn(database: DatabaseSync): ReadonlySet<string> {
  const rows = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
  return new Set(rows.map(({ name }) => String(name)))
}

/** Whether a table's rows have digests: those of the first schema had none. */
export const hasSums = (database: DatabaseSync, table: SealedTable): boolean =>
  columnsOf(database, table).includes('sum')

const columnsOf = (database: DatabaseSync, table: SealedTable): readonly string[] =>
  database
    .prepare(`PRAGMA table_info(${table})`)
    .all()
    .map(({ name }) => String(name))
