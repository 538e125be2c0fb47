import { z } from 'zod'
import type { Effect } from '../editing/effect.ts'
import { parseJson } from '../parse-json.ts'
import { canonicalJson } from './canonical.ts'
import { type OpenOptions, openDatabase } from './database.ts'
import { ledgerPath } from './run-folder.ts'
import { editSpecSchema, effectSchema } from './settings.ts'
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
  /** Keys of the pictures that were drawn and that a judge has seen. */
  keys(judge: string): ReadonlySet<string>
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
  /** What was found damaged in all that was read so far, and left out; a sentence, undefined where it is sound. */
  damage(): string | undefined
  close(): void
}

const sha = z.string().regex(/^[0-9a-f]{64}$/)
const pictureRow = z.object({
  key: sha,
  prompt: z.string(),
  seed: z.number(),
  edit: sha.nullable(),
  png: sha,
})
const editRow = z.object({ id: sha, spec: z.string(), effect: z.string() })
const edit = z.object({ spec: editSpecSchema, effect: effectSchema })
const featureRow = z.object({
  name: z.string(),
  feature: z
    .instanceof(Uint8Array)
    .refine(({ byteLength }) => byteLength > 0 && byteLength % Float32Array.BYTES_PER_ELEMENT === 0),
})
const paceRow = z.object({ pictures: z.number(), at: z.number() })
const judgeRow = z.object({ digest: z.string(), name: z.string() })

/**
 * Opens the ledger of a run folder, making it where there is none (unless `readOnly`). Every record is checked when it is
 * read, and left out where it is not what was recorded (`damage`). Readers may look while a run writes.
 * Throws an InputError for a file that is no ledger, cannot be read for damage, or is of a later timelab.
 */
export function openLedger(folder: string, options: OpenOptions = {}): Ledger {
  const database = openDatabase(ledgerPath(folder), options)
  const { sealedRows, all, put, run, transaction, close } = database
  let strange = 0
  /** What somebody else may have written, with digests that are right, is left out as well. */
  const parsed = <Value>(schema: z.ZodType<Value>, rows: readonly unknown[]): Value[] =>
    rows.flatMap((row) => {
      const found = schema.safeParse(row)
      if (!found.success) strange++
      return found.success ? [found.data] : []
    })
  const putFeature = (table: 'features' | 'texts', judge: string, name: string, feature: Float32Array) =>
    put(table, judge, name, new Uint8Array(feature.buffer, feature.byteOffset, feature.byteLength))
  const putAll = (table: 'features' | 'texts', judge: string, features: ReadonlyMap<string, Float32Array>) =>
    transaction(() => {
      for (const [name, values] of features) putFeature(table, judge, name, values)
    })
  const featuresOf = (table: 'features' | 'texts', column: 'key' | 'text', judge: string) => {
    const rows = sealedRows(table, 'judge', judge).map((row) => ({ name: row[column], feature: row.feature }))
    return new Map(
      parsed(featureRow, rows).map(({ name, feature }) => [name, new Float32Array(feature.slice().buffer)]),
    )
  }

  return {
    record({ judge, pictures, edits, seconds, at }) {
      transaction(() => {
        for (const { unit, png, feature } of pictures) {
          // One that is drawn again as another (on another processor) is no longer what other judges saw.
          run(
            'DELETE FROM features WHERE key = ? AND EXISTS (SELECT 1 FROM pictures WHERE key = ? AND png <> ?)',
            ...[unit.key, unit.key, png],
          )
          put('pictures', unit.key, unit.prompt, unit.seed, unit.edit && editId(unit.edit), png)
          putFeature('features', judge, unit.key, feature)
        }
        for (const { id, spec, effect } of edits) put('edits', id, canonicalJson(spec), canonicalJson(effect))
        run('INSERT INTO batches (pictures, seconds, at) VALUES (?, ?, ?)', pictures.length, seconds, at)
      })
    },
    recordFeatures: (judge, features) => putAll('features', judge, features),
    recordTexts: (judge, features) => putAll('texts', judge, features),
    keys: (judge) =>
      new Set(
        all('SELECT key FROM features WHERE judge = ? AND key IN (SELECT key FROM pictures)', judge).map(
          ({ key }) => String(key),
        ),
      ),
    pictures: () => parsed(pictureRow, sealedRows('pictures')),
    edits: () =>
      parsed(editRow, sealedRows('edits')).flatMap(({ id, spec, effect }) =>
        parsed(edit, [{ spec: parseJson(spec), effect: parseJson(effect) }]).map((found) => ({
          id,
          ...found,
        })),
      ),
    nameJudge: (digest, name) => transaction(() => put('judges', digest, name)),
    judges() {
      const counts = new Map(
        all('SELECT judge, COUNT(*) AS pictures FROM features GROUP BY judge').map(({ judge, pictures }) => [
          judge,
          Number(pictures),
        ]),
      )
      return parsed(judgeRow, sealedRows('judges')).map((judge) => ({
        ...judge,
        pictures: counts.get(judge.digest) ?? 0,
      }))
    },
    features: (judge) => featuresOf('features', 'key', judge),
    texts: (judge) => featuresOf('texts', 'text', judge),
    pace: (batches) =>
      parsed(
        paceRow,
        all('SELECT pictures, at FROM batches WHERE seconds > 0 ORDER BY id DESC LIMIT ?', batches),
      ).reverse(),
    damage() {
      const found = [
        ...database.damage(),
        ...(strange > 0 ? [`${strange} of its records are of another kind`] : []),
      ]
      if (found.length === 0) return undefined
      return `The ledger is damaged (${found.join('; ')}), and the tables stand on what is sound: run the same \`npx timelab reproduce\` again, which makes the rest again.`
    },
    close,
  }
}

/** Reads a run folder's ledger and closes it, whatever `work` does. Throws an InputError where there is none. */
export function readLedger<Result>(
  folder: string,
  work: (ledger: Ledger) => Result,
  options: Pick<OpenOptions, 'check'> = {},
): Result {
  const ledger = openLedger(folder, { ...options, readOnly: true })
  try {
    return work(ledger)
  } finally {
    ledger.close()
  }
}
