import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromCSV } from 'arquero'
import type { Report } from './report.ts'
import { formatReport, showTable } from './report-formats.ts'
import { tableOf } from './table-rows.ts'

const table = {
  name: 'table2',
  title: 'Generality & more, in %',
  table: tableOf([
    { method: 'a|b_c', generality: 69.04, generality_sd: 2.15, generality_low: 65, generality_high: 72.25 },
    {
      method: '<script>',
      generality: 12.5,
      generality_sd: null,
      generality_low: null,
      generality_high: null,
    },
    { method: 'none', generality: null, generality_sd: null, generality_low: null, generality_high: null },
  ]),
  notes: ['lambda 0.1'],
}
const report: Report = { title: 'A report', tables: [table], warnings: ['not finished'] }

test('a figure stands with its spread and interval, what is not known stays empty', () => {
  assert.deepEqual(showTable(table), {
    head: ['method', 'generality'],
    cells: [
      ['a|b_c', '69.0 ± 2.1 [65.0, 72.3]'],
      ['<script>', '12.5'],
      ['none', ''],
    ],
    numeric: [false, true],
  })
})

test('numbers that differ in size are shown by significant digits', () => {
  const fid = { ...table, table: tableOf([{ fid: 12.672 }, { fid: 0.012345 }]), significant: { fid: 4 } }
  assert.deepEqual(showTable(fid).cells, [['12.67'], ['0.01235']])
})

test('CSV and JSON keep every number in full', () => {
  const rows = fromCSV(formatReport('csv', report)).objects() as Record<string, unknown>[]
  assert.equal(rows[0]?.generality_sd, 2.15)
  const { tables, warnings } = JSON.parse(formatReport('json', report))
  assert.equal(tables[0].rows[0].generality, 69.04)
  assert.deepEqual(warnings, ['not finished'])
})

test('words of a data set are data in Markdown and in LaTeX, never markup', () => {
  const markdown = formatReport('markdown', report)
  assert.match(markdown, /\| a\\\|b_c \| 69\.0 ± 2\.1 \[65\.0, 72\.3\] \|/)
  assert.match(markdown, /&lt;script>/)
  assert.match(markdown, /\*\*Note:\*\* not finished/)
  const latex = formatReport('latex', report)
  assert.match(latex, /a\|b\\_c & 69\.0 \$\\pm\$ 2\.1 \[65\.0, 72\.3\] \\\\/)
  assert.match(latex, /Generality \\& more, in \\%/)
})

test('the same report gives the same bytes', () => {
  for (const format of ['markdown', 'csv', 'json', 'latex'] as const) {
    assert.equal(formatReport(format, report), formatReport(format, { ...report }))
  }
})
