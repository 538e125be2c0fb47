import { chartSvg } from '../charts/draw-chart.ts'
import { chartsOf } from '../charts/figures.ts'
import type { PageChart } from './page-data.ts'
import type { SeenPage } from './write-page.ts'

/** The charts of a page, drawn from the tables that it shows. */
export async function pageCharts({
  report,
  view,
}: Pick<SeenPage, 'report' | 'view'>): Promise<readonly PageChart[]> {
  return Promise.all(
    chartsOf(view, report.tables).map(async (chart) => ({
      name: chart.name,
      description: chart.description,
      svg: await chartSvg(chart),
    })),
  )
}
