import assert from 'node:assert/strict'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { shippedDatasets } from '../datasets/shipped.ts'
import { sha256 } from '../digest.ts'
import { type Judge, openJudge } from '../evaluation/judge.ts'
import { shippedClip } from '../evaluation/testing.ts'
import { makeReport } from '../experiments/report.ts'
import { formatReport } from '../experiments/report-formats.ts'
import { reproduce } from '../experiments/reproduce.ts'
import { loadModel, type Model } from '../models/model.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { pictureFiles, recorded } from './faults-testing.ts'
import { readLedger } from './ledger.ts'
import { ledgerPath, picturePath, readPicture } from './run-folder.ts'

/** `npm run faults` sets it: every one of 200 flips is mended, not the first that are told. */
const long = process.env.TIMELAB_FAULTS === 'long'
const [FLIPS, MENDED] = long ? [200, 200] : [40, 3]

const folder = temporaryFolder()
const [whole, hurt] = [join(folder, 'whole'), join(folder, 'hurt')]
let model: Model
let judge: Judge

/** A table of some 30 pictures, captions and all; returns what it said. */
async function draw(into: string): Promise<readonly string[]> {
  const notices: string[] = []
  await reproduce('table2', {
    model,
    judge,
    into,
    dataset: join(shippedDatasets, 'emoji', 'test.csv'),
    captions: { file: join(shippedDatasets, 'emoji', 'captions.csv'), each: 1 },
    limit: 1,
    seeds: 1,
    sampling: { steps: 1 },
    batch: 8,
    onNotice: (notice) => notices.push(notice),
  })
  return notices
}

/** Tables of a run, and what a reader is told beside them. */
function report(run: string): { readonly tables: string; readonly warnings: readonly string[] } {
  try {
    const made = makeReport(run)
    return { tables: formatReport('json', { ...made, warnings: [] }), warnings: made.warnings }
  } catch (error) {
    assert.ok(error instanceof Error && error.name === 'InputError', String(error))
    return { tables: '', warnings: [error.message] }
  }
}

before(async () => {
  ;[model, judge] = await Promise.all([
    loadModel('emoji', { sessions: 1, threads: 1 }),
    openJudge(shippedClip),
  ])
  assert.deepEqual(await draw(whole), [])
})
after(() => Promise.all([model.close(), judge.close()]))

/** The run again as it was, but for what `hurting` does to it. */
function damaged(hurting: (ledger: string) => void): void {
  rmSync(hurt, { recursive: true, force: true })
  cpSync(whole, hurt, { recursive: true })
  hurting(ledgerPath(hurt))
}

async function assertMends(): Promise<readonly string[]> {
  const notices = await draw(hurt)
  assert.deepEqual(report(hurt), report(whole))
  assert.deepEqual(recorded(hurt), recorded(whole))
  assert.deepEqual(pictureFiles(hurt), pictureFiles(whole))
  readLedger(hurt, (ledger) => {
    for (const { png } of ledger.pictures()) readPicture(hurt, png)
  })
  assert.deepEqual(await draw(hurt), [])
  return notices
}

test('a flipped bit of the ledger changes no table without a word, and the run mends it', async (t) => {
  const bytes = readFileSync(ledgerPath(whole))
  let told = 0
  for (let flip = 0; flip < FLIPS; flip++) {
    const chance = Number.parseInt(sha256(`flip ${flip}`).slice(0, 12), 16)
    const [at, bit] = [Math.floor(chance / 8) % bytes.length, chance % 8]
    damaged((ledger) => {
      const other = Uint8Array.from(bytes)
      other[at] = (other[at] ?? 0) ^ (1 << bit)
      writeFileSync(ledger, other)
    })
    const { tables, warnings } = report(hurt)
    if (warnings.length === 0) {
      assert.equal(tables, report(whole).tables, `bit ${bit} of byte ${at}`)
      continue
    }
    if (++told <= MENDED) assert.ok((await assertMends()).length > 0, warnings.join())
  }
  t.diagnostic(`${told} of ${FLIPS} flips were told`)
  assert.ok(told > FLIPS / 4)
})

const ofPage = (page: number, at: number, change: (byte: number) => number) => (ledger: string) => {
  const bytes = readFileSync(ledger)
  const place = (page - 1) * 4096 + at
  bytes[place] = change(bytes[place] ?? 0)
  writeFileSync(ledger, bytes)
}
const beginnings: Readonly<Record<string, (ledger: string) => void>> = {
  'what SQLite knows the file by': ofPage(1, 3, (byte) => byte ^ 1),
  'how large its pages are': ofPage(1, 16, (byte) => byte ^ 8),
  'where its tables begin': ofPage(1, 105, (byte) => byte ^ 64),
  'the schema’s version': ofPage(1, 63, (byte) => byte ^ 4),
  'the schema’s words': (ledger) => {
    const bytes = readFileSync(ledger)
    bytes.write('TABLF', bytes.indexOf('TABLE'))
    writeFileSync(ledger, bytes)
  },
}
for (const [name, hurting] of Object.entries(beginnings)) {
  test(`nothing is lost where a ledger is damaged in ${name}`, async () => {
    damaged(hurting)
    const before = recorded(whole)
    const notices = await assertMends()
    if (notices.length === 0) return
    assert.equal(notices.length, 1)
    const kept = Number(
      /: ([\d,]+) records of it are sound and kept/.exec(notices[0] ?? '')?.[1]?.replace(',', ''),
    )
    assert.ok(kept >= before.size, `${notices[0]}; there were ${before.size}`)
    assert.ok(existsSync(join(hurt, 'ledger.damaged-1.sqlite')))
  })
}

test('a ledger of which nothing can be read is kept aside and made again', async () => {
  damaged((ledger) => writeFileSync(ledger, 'hello, this is text and no database at all'))
  assert.match(
    report(hurt).warnings.join(),
    /^The ledger .* is damaged .*: run the `npx timelab reproduce` of hurt again/,
  )
  const [notice] = await assertMends()
  assert.match(
    notice ?? '',
    /: 0 records of it are sound and kept, .* is kept as ledger\.damaged-1\.sqlite\.$/,
  )
  assert.match(readFileSync(join(hurt, 'ledger.damaged-1.sqlite'), 'utf8'), /^hello/)
})

const tables = { pictures: 'key', features: 'key', texts: 'text', edits: 'id', judges: 'digest' } as const

test('records that are gone are made again: pictures, features, texts, edits, the judge’s name', async () => {
  const lose = (table: keyof typeof tables) => (ledger: string) => {
    const database = new DatabaseSync(ledger)
    const key = tables[table]
    database.exec(`DELETE FROM ${table} WHERE ${key} = (SELECT MAX(${key}) FROM ${table})`)
    database.close()
  }
  for (const table of ['pictures', 'features', 'texts', 'edits'] as const) {
    damaged(lose(table))
    assert.notDeepEqual(report(hurt).warnings, report(whole).warnings, table)
  }
  damaged((ledger) => {
    for (const table of ['pictures', 'features', 'texts', 'edits', 'judges'] as const) lose(table)(ledger)
  })
  await assertMends()
})

test('pictures whose files are gone or changed are drawn again', async () => {
  damaged(() => {})
  const pngs = [...new Set(readLedger(hurt, (ledger) => ledger.pictures()).map(({ png }) => png))]
  const [first = '', second = ''] = pngs
  rmSync(picturePath(hurt, first))
  const bytes = readFileSync(picturePath(hurt, second))
  bytes[100] = (bytes[100] ?? 0) ^ 1
  writeFileSync(picturePath(hurt, second), bytes)
  const notices = await assertMends()
  assert.match(
    notices.join(),
    /^[2-9]\d* pictures of the run are gone or are not what was drawn: they are drawn again\.$/,
  )
})

test('a ledger of the schema before is reported as it is, and brought to this one when the run goes on', async () => {
  damaged((ledger) => {
    const database = new DatabaseSync(ledger)
    for (const table of ['pictures', 'features', 'texts', 'judges', 'edits']) {
      database.exec(`ALTER TABLE ${table} DROP COLUMN sum`)
    }
    database.exec('PRAGMA user_version = 1')
    database.close()
  })
  assert.deepEqual(report(hurt), report(whole))
  assert.deepEqual(await assertMends(), [])
  assert.deepEqual(
    readdirSync(hurt).filter((name) => name.includes('damaged')),
    [],
  )
})

test('a ledger of a later schema is refused with what to do', async () => {
  damaged((ledger) => {
    const database = new DatabaseSync(ledger)
    database.exec('ALTER TABLE pictures ADD COLUMN colour TEXT; PRAGMA user_version = 3')
    database.close()
  })
  await assert.rejects(draw(hurt), {
    name: 'InputError',
    message:
      /^The ledger .* was written by a later timelab: install that, or give another folder with --run\.$/,
  })
})
