/**
 * What the viewer's page of a run costs: its writing (first, then again in the same process, as while a run goes on), its files,
 * and the memory of the process. `node bench/page.ts [FOLDER]`: a run's folder, else a Table 4 of 97,920 samples made for
 * it (in FOLDER where that is not there yet).
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Table from 'cli-table3'
import { planRun } from '../src/experiments/open-run.ts'
import { largeRunForTest } from '../src/viewer/large-run.ts'
import { seePage, writeSeenPage } from '../src/viewer/write-page.ts'

const [given] = process.argv.slice(2)
const folder = given ?? mkdtempSync(join(tmpdir(), 'timelab-bench-'))
if (given === undefined || !existsSync(folder)) await largeRunForTest(folder)

const table = new Table({
  head: ['', 'reading (s)', 'writing (s)', 'memory (MB)'],
  style: { head: [], border: [] },
})
let samples = 0
const [run, known, drawn] = [planRun(folder), new Map(), new Map()]
for (const name of ['first', 'again', 'once more']) {
  const begun = performance.now()
  const seen = seePage(folder, { run, known })
  const read = performance.now()
  await writeSeenPage(folder, seen, drawn)
  samples = seen.view.scores.length
  table.push([
    name,
    ((read - begun) / 1000).toFixed(2),
    ((performance.now() - read) / 1000).toFixed(2),
    (process.memoryUsage().rss / 1e6).toFixed(0),
  ])
}
const bytes = (path: string) => statSync(path).size / 1e6
const shards = readdirSync(join(folder, 'view')).filter((name) => name.startsWith('samples-'))
process.stdout.write(`${samples.toLocaleString('en')} samples\n${table.toString()}\n`)
process.stdout.write(
  `index.html ${bytes(join(folder, 'index.html')).toFixed(2)} MB, run.js ${bytes(join(folder, 'view', 'run.js')).toFixed(2)} MB, ` +
    `${shards.length} files of samples ${shards.reduce((sum, name) => sum + bytes(join(folder, 'view', name)), 0).toFixed(2)} MB\n`,
)
if (given === undefined) rmSync(folder, { recursive: true })
process.exit(0)
