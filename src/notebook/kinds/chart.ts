import type { Chart } from '../../charts/chart.ts'
import { isRecord, type Kind } from '../kind.ts'

/** A chart that JupyterLab draws itself. No HTML, which a notebook would prefer to the chart. */
export const chart: Kind<Chart> = {
  fits: (value): value is Chart =>
    isRecord(value) &&
    typeof value.name === 'string' &&
    typeof value.description === 'string' &&
    isRecord(value.specification),
  // JupyterLab knows this type and not version 6's; what we use runs in both.
  bundle: async ({ specification, description }) => ({
    data: { 'application/vnd.vegalite.v5+json': specification, 'text/plain': description },
  }),
}
