import { chartSvg } from '../charts/draw-chart.ts'
import { subjectOf } from '../charts/figure.ts'
import { table2Chart } from '../charts/table2.ts'
import type { PageChart } from './page-data.ts'
import type { SeenPage } from './write-page.ts'

/** The charts of a page, drawn from the tables that it shows. */
export async function pageCharts({
  report,
  view,
}: Pick<SeenPage, 'report' | 'view'>): Promise<readonly PageChart[]> {
  const table = report.tables.find(({ name }) => name === 'table2')
  const charts = [table && table2Chart(table, subjectOf(view))].filter((chart) => chart !== undefined)
  return Promise.all(
    charts.map(async (chart) => ({
      name: chart.name,
      description: chart.description,
      svg: await chartSvg(chart),
    })),
  )
}
