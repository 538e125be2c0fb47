import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeReport } from '../experiments/report.ts'
import { formatReport, reportFormats } from '../experiments/report-formats.ts'
import {
  assertKept,
  assertSound,
  type Command,
  folderDigest,
  main,
  pictureFiles,
  recorded,
  root,
  start,
  timelab,
  untilSays,
} from './faults-testing.ts'

/** `npm run faults` sets it: many more kills, and a disk that fills at many more places. */
const long = process.env.TIMELAB_FAULTS === 'long'
const folder = mkdtempSync(join(tmpdir(), 'timelab-faults-'))
after(() => rmSync(folder, { recursive: true }))

/** A table of some 60 pictures in batches of 3, captions and all, that takes seconds. */
const settings = [
  ...['reproduce', 'table2', '--dataset', join(root, 'datasets', 'emoji', 'test.csv'), '--json'],
  ...['--limit', '1', '--seeds', '2', '--steps', '2', '--captions', '2', '--batch', '3'],
]
const reproduce = (run: string, ...more: readonly string[]): Command =>
  timelab([...settings, '--run', join(folder, run), ...more])

const reports = (run: string): readonly string[] => {
  const report = makeReport(join(folder, run))
  return reportFormats.map((format) => formatReport(format, report))
}

let reference: Promise<void> | undefined
/** The same run with nothing in its way, in `whole`. */
function uninterrupted(): Promise<void> {
  reference ??= (async () => {
    const run = reproduce('whole')
    assert.equal(await run.ended, 0, run.err())
    assert.equal(run.out(), reports('whole')[reportFormats.indexOf('json')])
  })()
  return reference
}

async function assertWhole(run: string): Promise<void> {
  await uninterrupted()
  const path = join(folder, run)
  assertSound(path)
  assert.deepEqual(reports(run), reports('whole'))
  assert.deepEqual(recorded(path), recorded(join(folder, 'whole')))
  assert.deepEqual(pictureFiles(path), pictureFiles(join(folder, 'whole')))
}

/** What is recorded, and nothing where the run has no ledger yet. */
function recordedSoFar(run: string): ReadonlyMap<string, unknown> {
  try {
    return recorded(join(folder, run))
  } catch (error) {
    if (error instanceof Error && /holds no ledger|no run/.test(error.message)) return new Map()
    throw error
  }
}

/** Two lines of progress: at least a batch was recorded by the process that says them. */
const progressed = /: \d+ %\n.*: \d+ %/

for (let round = 0; round < (long ? 12 : 1); round++) {
  test(`a run that is killed again and again ends as if nothing had been (${round + 1})`, async (t) => {
    const name = `killed-${round}`
    let before = recordedSoFar(name)
    for (let kill = 0; kill < (long ? 6 : 2); kill++) {
      const run = reproduce(name)
      // The first at any moment from the start on, the others amid the drawing.
      const amid = kill % 2 === 1
      if (kill > 0) await untilSays(run, amid ? progressed : /: \d+ %/)
      await sleep(Math.random() * (amid ? 300 : 2000))
      run.child.kill('SIGKILL')
      await run.ended
      const now = recordedSoFar(name)
      t.diagnostic(`${run.err().split('\n').at(-2) ?? 'killed at the start'}, ${now.size} records`)
      assertKept(before, now)
      if (now.size > 0) assertSound(join(folder, name))
      before = now
    }
    const last = reproduce(name)
    assert.equal(await last.ended, 0, last.err())
    assertKept(before, recordedSoFar(name))
    await assertWhole(name)
  })
}

test('a second process on one folder is refused in a sentence, and the first goes on unharmed', async () => {
  const first = reproduce('shared')
  await untilSays(first, /: [1-9]0 %/)
  // Held still, so that it has the folder for as long as the others look.
  first.child.kill('SIGSTOP')
  const path = join(folder, 'shared')
  const [second, status] = [reproduce('shared'), timelab(['status', path, '--json'])]
  assert.equal(await second.ended, 2)
  assert.match(second.err(), /^Another process is working on the run folder [^\n]*\n$/)
  assert.equal(await status.ended, 0, status.err())
  const { state, done, total } = JSON.parse(status.out())
  assert.ok(state === 'working' && done > 0 && done < total, status.out())
  first.child.kill('SIGCONT')
  assert.equal(await first.ended, 0, first.err())
  await assertWhole('shared')
})

test('Ctrl-C ends a run within a second, and it goes on from there', async () => {
  const run = reproduce('interrupted')
  await untilSays(run, /: [1-9]0 %/)
  const begun = performance.now()
  run.child.kill('SIGINT')
  const code = await run.ended
  const took = performance.now() - begun
  // A second, and half of one for a machine that is busy; more where many wait for each core.
  const busy = Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
  assert.ok(took < 1500 * busy, `it took ${took} ms`)
  assert.ok(code === 130 || run.child.signalCode === 'SIGKILL', `${code}`)
  const before = recordedSoFar('interrupted')
  assertSound(join(folder, 'interrupted'))
  assert.ok(before.size > 0)
  const again = reproduce('interrupted')
  assert.equal(await again.ended, 0, again.err())
  assertKept(before, recordedSoFar('interrupted'))
  await assertWhole('interrupted')
})

test('a folder of another sampling is refused with the differences, and not touched', async () => {
  await uninterrupted()
  const before = folderDigest(join(folder, 'whole'))
  const more = settings.map((word, k) => (settings[k - 1] === '--seeds' ? '3' : word))
  const other = timelab([...more, '--run', join(folder, 'whole'), '--guidance', '7'])
  assert.equal(await other.ended, 2)
  assert.match(
    other.err(),
    /^The run folder .* is another run's \(sampling\.guidance [\d.]+, now 7; seeds\.count 2, now 3\): [^\n]*\n$/,
  )
  assert.equal(folderDigest(join(folder, 'whole')), before)
})

/** A file system of our own, which ends with the process that made it; undefined where the system gives none. */
const unshare = [['-rm'], ['-m']].find(
  (flags) =>
    spawnSync('unshare', [...flags, 'mount', '-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' }).status ===
    0,
)

/** Runs on a small disk, then on ever larger ones until it fits; copies what is there each time. Reports from it read-only at last. */
const script = `
disk=$1; kept=$2; shift 2
sizes=$1; shift
mount -t tmpfs -o size=64k tmpfs "$disk" || exit 1
for size in $sizes; do
  mount -o remount,size="$size" "$disk" || exit 1
  "$@" >"$kept/$size.out" 2>"$kept/$size.err"
  code=$?
  echo $code >"$kept/$size.code"
  cp -r "$disk/run" "$kept/$size" 2>/dev/null
  [ $code -eq 0 ] && break
done
rm "$disk"/run/ledger.sqlite-*
mount -o remount,ro "$disk"
"$1" "$2" report "$disk/run" --format json >"$kept/readonly.json"
`

test('a full disk is said in a sentence, keeps what was recorded, and the run goes on once there is room', {
  skip: unshare
    ? false
    : 'no file system can be mounted here: it takes root, or unshare with user namespaces',
}, async (t) => {
  const [disk, kept] = [join(folder, 'disk'), join(folder, 'full')]
  for (const each of [disk, kept]) mkdirSync(each)
  const small = long ? Array.from({ length: 45 }, (_, k) => `${100 + 40 * k}k`) : ['120k', '700k', '1100k']
  const sizes = [...small, '512m']
  const command = [process.execPath, main, ...settings, '--run', join(disk, 'run')]
  const run = start(
    'unshare',
    [...(unshare ?? []), 'sh', '-c', script, 'sh', disk, kept, sizes.join(' '), ...command],
    1800,
  )
  assert.equal(await run.ended, 0, run.err())
  const tried = sizes.filter((size) => existsSync(join(kept, `${size}.code`)))
  let before: ReadonlyMap<string, unknown> = new Map()
  for (const size of tried) {
    const file = (name: string) => readFileSync(join(kept, `${size}.${name}`), 'utf8')
    const now = recordedSoFar(`full/${size}`)
    t.diagnostic(`${size}: exit code ${file('code').trim()}, ${now.size} records`)
    if (size === tried.at(-1)) {
      assert.equal(file('code').trim(), '0', file('err'))
    } else {
      assert.equal(file('code').trim(), '2', file('err'))
      const said = file('err')
        .split('\n')
        .filter((line) => line !== '' && !/^Drawing and judging: \d+ %$|^Page: /.test(line))
      assert.equal(said.length, 1, file('err'))
      assert.match(said[0] ?? '', /^The disk that holds the run folder .* is full: make room/)
    }
    assertKept(before, now)
    if (now.size > 0) assertSound(join(kept, size))
    before = now
  }
  assert.ok(tried.length >= 3, 'the disk was full too seldom')
  await assertWhole(`full/${tried.at(-1)}`)
  const readOnly = readFileSync(join(kept, 'readonly.json'), 'utf8')
  assert.equal(readOnly, reports('whole')[reportFormats.indexOf('json')])
})
