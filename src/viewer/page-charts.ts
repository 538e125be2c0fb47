import { chartSvg } from '../charts/draw-chart.ts'
import { chartsOf } from '../charts/figures.ts'
import type { PageChart } from './page-data.ts'
import type { SeenPage } from './write-page.ts'

/** Drawings that were made before, each by all that it is made from. */
export type KnownDrawings = Map<string, PageChart>

/** The charts of a run's page; those whose numbers have not changed are taken from `known`, which then holds these alone. */
export async function pageCharts(
  { view, report }: Pick<SeenPage, 'view' | 'report'>,
  known: KnownDrawings,
): Promise<readonly PageChart[]> {
  const before = new Map(known)
  known.clear()
  // One at a time: a page is written beside the drawing of pictures, which has the better use of the processors.
  for (const chart of chartsOf(view, report.tables)) {
    const { name, description } = chart
    const made = JSON.stringify(chart)
    known.set(made, before.get(made) ?? { name, description, svg: await chartSvg(chart) })
  }
  return [...known.values()]
}
