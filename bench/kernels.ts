/**
 * This repository's kernel beside Deno's and stock tslab, by one probe over one client: how fast each starts and runs
 * cells, taking turns in the same run, and what each can do. Peers come from npm into out/peers. Writes the table into
 * docs/kernels.md. Run with `npm run bench:kernels`; some minutes. `--starts N` sets how often each kernel is started.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { quantileSeq } from 'mathjs'
import { contestants } from './kernels/contestants.ts'
import { type Finding, run } from './kernels/probe.ts'
import { probes } from './kernels/probes.ts'
import { type Start, timeLaterCells, timeStart } from './kernels/timings.ts'

const { values } = parseArgs({
  options: { starts: { type: 'string', default: '12' }, cells: { type: 'string', default: '100' } },
})
const all = contestants()
const say = (text: string) => process.stdout.write(`${text}\n`)
say(
  `${all.map(({ name }) => name).join(', ')}; Node ${process.version}; ${cpus()[0]?.model}, ${availableParallelism()} cores`,
)

const starts = all.map((): Start[] => [])
for (let k = 0; k < Number(values.starts); k++) {
  // Once more where a kernel never comes up, as happens where it loses its first request.
  for (const [at, contestant] of all.entries())
    starts[at]!.push(await timeStart(contestant).catch(() => timeStart(contestant)))
  say(
    `start ${k + 1} of ${values.starts}: ${starts.map((each) => `${each.at(-1)!.ready.toFixed(0)} ms`).join(', ')}`,
  )
}
const later = await timeLaterCells(all, Number(values.cells))

const rows: string[][] = [
  [
    'ready: process started to first answer, ms',
    ...starts.map((each) => spread(each.map(({ ready }) => ready))),
  ],
  [
    'first result of `1 + 1`, ms',
    ...starts.map((each) => spread(each.map(({ firstResult }) => firstResult))),
  ],
  [
    'first cell that imports a typed package, ms',
    ...starts.map((each) => spread(each.map(({ firstImport }) => firstImport))),
  ],
  ['an ordinary later cell, ms', ...later.map(spread)],
]
const fallsShort: string[] = []
for (const probe of probes) {
  const findings: Finding[] = []
  for (const contestant of all) findings.push(await run(probe, contestant))
  rows.push([probe.row, ...findings.map(({ text }) => text)])
  if (!findings[0]!.good) fallsShort.push(`${probe.row}: ${findings[0]!.text}`)
  say(rows.at(-1)!.join(' | '))
}

const ready = starts.map((each) => median(each.map(({ ready }) => ready)))
if (ready[0]! > 2 * ready[1]!)
  fallsShort.push(`ready in ${ready[0]!.toFixed(0)} ms, beyond twice Deno's ${ready[1]!.toFixed(0)} ms`)
if (median(later[0]!) > 15)
  fallsShort.push(`a later cell takes ${median(later[0]!).toFixed(1)} ms, beyond 15`)

const table = [['', ...all.map(({ name }) => name)], all.map(() => '-').concat('-'), ...rows]
  .map((row) => `| ${row.join(' | ')} |`)
  .join('\n')
const about =
  `On ${cpus()[0]?.model?.replace(/\(R\)|\(TM\)| CPU.*/g, '')}, ${availableParallelism()} cores, Node ${process.version.slice(1)}, ` +
  `${new Date().toLocaleDateString('en', { month: 'long', year: 'numeric' })}: ${values.starts} starts and ${values.cells} cells a kernel, ` +
  'taking turns; median, and the 10th and 90th percentile in brackets.'
say(`\n${about}\n\n${table}\n`)
say(fallsShort.length === 0 ? 'Every goal is met.' : `Falls short:\n  ${fallsShort.join('\n  ')}`)
writeBetweenMarkers(fileURLToPath(new URL('../docs/kernels.md', import.meta.url)), `${about}\n\n${table}`)

function spread(times: readonly number[]): string {
  const at = (share: number) => quantile(times, share).toFixed(quantile(times, 0.5) < 100 ? 1 : 0)
  return `${at(0.5)} (${at(0.1)} to ${at(0.9)})`
}

function median(times: readonly number[]): number {
  return quantile(times, 0.5)
}

function quantile(times: readonly number[], share: number): number {
  return Number(quantileSeq([...times], share))
}

function writeBetweenMarkers(path: string, text: string): void {
  const markers = /(<!-- figures: npm run bench:kernels -->\n)[\s\S]*(<!-- end of figures -->)/
  const page = readFileSync(path, 'utf8')
  if (!markers.test(page)) throw new Error(`${path} has no markers between which figures belong`)
  writeFileSync(
    path,
    page.replace(markers, (_, begin, end) => `${begin}\n${text}\n\n${end}`),
  )
}
