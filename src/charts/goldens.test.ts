import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { compile } from 'vega-lite'
import { chartPng, chartSvg } from './draw-chart.ts'
import { drawFigures } from './figures.ts'
import { goldenFile, goldenRuns, readGolden } from './testing.ts'

for (const experiment of goldenRuns) {
  for (const chart of drawFigures(readGolden(experiment))) {
    const { name, specification } = chart

    test(`${name} is drawn as its golden drawing`, async () => {
      const svg = await chartSvg(chart)
      const kept = goldenFile(`${name}.svg`)
      if (svg === readFileSync(kept, 'utf8')) return
      const now = join(tmpdir(), `${name}.png`)
      writeFileSync(now, await chartPng(chart))
      assert.fail(
        `${name} is drawn otherwise: compare ${now} with ${kept} by eye; where it is as it should be, keep it by npm run goldens:charts.`,
      )
    })

    test(`${name} is compiled without a warning, of vega-lite 5's schema, with its data inside`, () => {
      const said: unknown[] = []
      const say = (words: unknown) => {
        said.push(words)
        return logger
      }
      const logger: object = {
        level: () => logger,
        error: (...words: unknown[]) => say(words),
        warn: (...words: unknown[]) => say(words),
        info: () => logger,
        debug: () => logger,
      }
      compile(structuredClone(specification), { logger: logger as never })
      assert.deepEqual(said, [])
      assert.match(String(specification.$schema), /vega-lite\/v5\.json$/)
      assert.doesNotMatch(JSON.stringify(specification), /"url"/)
    })

    test(`${name} is told in words and fits a page`, async () => {
      assert.match(chart.description, /\d/)
      const width = Number(/ width="(\d+)"/.exec(await chartSvg(chart))?.[1])
      assert.ok(width >= 300 && width <= 680, `it is ${width} pixels wide`)
    })
  }
}
