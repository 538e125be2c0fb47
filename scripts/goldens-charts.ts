import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { chartSvg } from '../src/charts/draw-chart.ts'
import { drawFigures, figuresOf, type RunFigures } from '../src/charts/figures.ts'
import { goldenFile, goldenRuns, readGolden } from '../src/charts/testing.ts'
import { planRun } from '../src/experiments/open-run.ts'
import { viewReport } from '../src/experiments/report.ts'
import { readLedger } from '../src/runs/ledger.ts'

// Draws the golden drawings of src/charts anew; look at them before they are committed. Given folders of finished runs, takes
// the rows that they are drawn from out of those first: npm run goldens:charts [-- RUN …].

/** Tables that no figure is drawn from are not kept, nor words that only a page shows. */
function keep({ tables, successes, ...figures }: RunFigures): string {
  const drawn = tables.filter(
    ({ name }) => goldenRuns.some((run) => run === name) || /-(by-kind|correlation)$/.test(name),
  )
  const rows = drawn.map(({ name, title, table }) => ({ name, title, rows: table.objects() }))
  const correlated = drawn.some(({ name }) => name.endsWith('-correlation'))
  const line = (value: unknown) => JSON.stringify(value)
  // A row a line, so that a change of one can be read.
  return `${line({ ...figures, tables: rows, successes: correlated ? successes : [] })
    .replaceAll('},{', '},\n{')
    .replaceAll(':[{', ':[\n{')}\n`
}

for (const folder of process.argv.slice(2)) {
  const planned = planRun(folder)
  const figures = readLedger(folder, (ledger) => {
    const { view, report } = viewReport(planned, ledger)
    return figuresOf(view, report.tables)
  })
  writeFileSync(goldenFile(`${figures.experiment}.json`), keep(figures))
}
for (const file of readdirSync(goldenFile('.'))) if (file.endsWith('.svg')) rmSync(goldenFile(file))
for (const experiment of goldenRuns) {
  for (const chart of drawFigures(readGolden(experiment))) {
    const file = goldenFile(`${chart.name}.svg`)
    writeFileSync(file, await chartSvg(chart))
    process.stdout.write(`${file}\n`)
  }
}
