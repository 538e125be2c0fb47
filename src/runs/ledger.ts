import { z } from 'zod'
import type { Effect } from '../editing/effect.ts'
import { canonicalJson } from './canonical.ts'
import { openDatabase } from './database.ts'
import { ledgerPath } from './run-folder.ts'
import type { EditSpec, Unit } from './unit.ts'
import { editId } from './unit.ts'

/** A picture as the ledger knows it. */
export interface RecordedPicture {
  readonly key: string
  readonly prompt: string
  readonly seed: number
  /** Identity of the edit that it was drawn with, or none. */
  readonly edit: string | null
  /** SHA-256 of its PNG file: two pictures are the same where these are. */
  readonly png: string
}

/** An edit as the ledger knows it. */
export interface RecordedEdit {
  readonly id: string
  readonly spec: EditSpec
  readonly effect: Effect
}

/** A judge as the ledger knows it. */
export interface RecordedJudge {
  readonly digest: string
  readonly name: string
  /** How many pictures it has seen. */
  readonly pictures: number
}

/** What one batch adds to the ledger, whole or not at all. */
export interface Entry {
  readonly judge: string
  readonly pictures: readonly {
    readonly unit: Unit
    readonly png: string
    readonly feature: Float32Array
  }[]
  readonly edits: readonly RecordedEdit[]
  readonly seconds: number
  /** When it was recorded, in milliseconds since 1970; only the time to go is told from it. */
  readonly at: number
}

/** Everything that a run has computed. Features are of unit length; a judge is named by its digest. */
export interface Ledger {
  /** Records a batch in one transaction. Throws where the disk has no room, and then nothing of it is kept. */
  record(entry: Entry): void
  recordFeatures(judge: string, features: ReadonlyMap<string, Float32Array>): void
  recordTexts(judge: string, features: ReadonlyMap<string, Float32Array>): void
  /** Keys of the pictures that were drawn. */
  keys(): ReadonlySet<string>
  pictures(): readonly RecordedPicture[]
  edits(): readonly RecordedEdit[]
  /** Keeps a judge's name for people; its latest one where it has had others. */
  nameJudge(digest: string, name: string): void
  /** Judges that have a name, in the order of their digests. */
  judges(): readonly RecordedJudge[]
  features(judge: string): ReadonlyMap<string, Float32Array>
  texts(judge: string): ReadonlyMap<string, Float32Array>
  /** Of the latest batches that were drawn, oldest first: how many pictures, and when. */
  pace(batches: number): readonly { readonly pictures: number; readonly at: number }[]
  close(): void
}

const pictureRow = z.object({
  key: z.string(),
  prompt: z.string(),
  seed: z.number(),
  edit: z.string().nullable(),
  png: z.string(),
})
const editRow = z.object({ id: z.string(), spec: z.string(), effect: z.string() })
const featureRow = z.object({ name: z.string(), feature: z.instanceof(Uint8Array) })
const paceRow = z.object({ pictures: z.number(), at: z.number() })
const judgeRow = z.object({ digest: z.string(), name: z.string(), pictures: z.number() })

/**
 * Opens the ledger of a run folder, making it where there is none (unless `readOnly`).
 * Readers may look while a run writes. Throws an InputError for a file that is no ledger.
 */
export function openLedger(folder: string, { readOnly = false } = {}): Ledger {
  const { all, prepare, transaction, close } = openDatabase(ledgerPath(folder), readOnly)
  const insert = (table: 'features' | 'texts', column: 'key' | 'text') => {
    const statement = prepare(
      `INSERT INTO ${table} (judge, ${column}, feature) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    return (judge: string, name: string, feature: Float32Array) =>
      statement.run(judge, name, new Uint8Array(feature.buffer, feature.byteOffset, feature.byteLength))
  }
  const insertAll = (
    table: 'features' | 'texts',
    column: 'key' | 'text',
    judge: string,
    features: ReadonlyMap<string, Float32Array>,
  ) => {
    const feature = insert(table, column)
    transaction(() => {
      for (const [name, values] of features) feature(judge, name, values)
    })
  }
  const featuresOf = (table: 'features' | 'texts', column: 'key' | 'text', judge: string) =>
    new Map(
      all(featureRow, `SELECT ${column} AS name, feature FROM ${table} WHERE judge = ?`, judge).map(
        ({ name, feature }) => [name, new Float32Array(feature.slice().buffer)],
      ),
    )

  return {
    record({ judge, pictures, edits, seconds, at }) {
      transaction(() => {
        const picture = prepare(
          'INSERT INTO pictures (key, prompt, seed, edit, png) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
        )
        const feature = insert('features', 'key')
        for (const { unit, png, feature: values } of pictures) {
          picture.run(unit.key, unit.prompt, unit.seed, unit.edit && editId(unit.edit), png)
          feature(judge, unit.key, values)
        }
        const edit = prepare('INSERT INTO edits (id, spec, effect) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
        for (const { id, spec, effect } of edits) edit.run(id, canonicalJson(spec), canonicalJson(effect))
        prepare('INSERT INTO batches (pictures, seconds, at) VALUES (?, ?, ?)').run(
          pictures.length,
          seconds,
          at,
        )
      })
    },
    recordFeatures: (judge, features) => insertAll('features', 'key', judge, features),
    recordTexts: (judge, features) => insertAll('texts', 'text', judge, features),
    keys: () => new Set(all(z.object({ key: z.string() }), 'SELECT key FROM pictures').map(({ key }) => key)),
    pictures: () => all(pictureRow, 'SELECT key, prompt, seed, edit, png FROM pictures ORDER BY key'),
    edits: () =>
      all(editRow, 'SELECT id, spec, effect FROM edits ORDER BY id').map(({ id, spec, effect }) => ({
        id,
        spec: JSON.parse(spec) as EditSpec,
        effect: JSON.parse(effect) as Effect,
      })),
    nameJudge: (digest, name) =>
      transaction(() => {
        prepare(
          'INSERT INTO judges (digest, name) VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name',
        ).run(digest, name)
      }),
    judges: () =>
      all(
        judgeRow,
        `SELECT digest, name, (SELECT COUNT(*) FROM features WHERE judge = digest) AS pictures
         FROM judges ORDER BY digest`,
      ),
    features: (judge) => featuresOf('features', 'key', judge),
    texts: (judge) => featuresOf('texts', 'text', judge),
    pace: (batches) =>
      all(
        paceRow,
        'SELECT pictures, at FROM batches WHERE seconds > 0 ORDER BY id DESC LIMIT ?',
        batches,
      ).reverse(),
    close,
  }
}

/** Reads a run folder's ledger and closes it, whatever `work` does. Throws an InputError where there is none. */
export function readLedger<Result>(folder: string, work: (ledger: Ledger) => Result): Result {
  const ledger = openLedger(folder, { readOnly: true })
  try {
    return work(ledger)
  } finally {
    ledger.close()
  }
}
