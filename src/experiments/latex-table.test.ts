import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { formatLatex } from './latex-table.ts'
import { tableOf } from './table-rows.ts'

const figures = (name: string) => ({
  [name]: 87.25,
  [`${name}_sd`]: 1.5,
  [`${name}_low`]: 81.5,
  [`${name}_high`]: 91.75,
})
const wide = {
  name: 'table2',
  title: 'Table 2: generality & more, in %, mean ± deviation over seeds [95 % interval over entries]',
  table: tableOf(
    ['oracle', 'baseline', 'TIME'].map((method) => ({
      method,
      model: 'SD v1.4 (paper)',
      ...figures('efficacy'),
      ...figures('generality'),
      ...figures('specificity'),
      fid_features: 'clip:72ca88dd, the judge’s own',
    })),
  ),
}
const long = {
  name: 'table2-edits',
  title: 'Every edit',
  table: tableOf(
    Array.from({ length: 120 }, (_, row) => ({
      source: `A cat with an extraordinarily long description, number ${row}`,
      destination: `A ${'very '.repeat(12)}blue_cat #${row} ~ {50 %}`,
      lambda: 0.1,
      ...figures('efficacy'),
      ...figures('generality'),
    })),
  ),
  long: true as const,
}

test('a LaTeX table has a caption and a label, and names the packages that it needs', () => {
  const text = formatLatex([wide, long])
  assert.match(text, /^% \\usepackage\{array,graphicx,longtable\}\n/)
  assert.match(text, /\\caption\{Table 2: generality \\& more, in \\%, mean \$\\pm\$ deviation over seeds\}/)
  assert.match(text, /\\label\{tab:table2\}/)
  assert.match(text, /\\label\{tab:table2-edits\}/)
  assert.doesNotMatch(text, /\[81\.5/, 'intervals are left out where the table is too wide for them')
})

const latex = spawnSync('pdflatex', ['--version']).status === 0
test('LaTeX sets the widest and the longest table without an overfull box', {
  skip: latex ? false : 'pdflatex is not installed',
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'timelab-latex-'))
  try {
    const text = formatLatex([wide, long])
    const packages = /^% (.*)\n/.exec(text)?.[1] ?? ''
    writeFileSync(
      join(folder, 'tables.tex'),
      `\\documentclass{article}\n${packages}\n\\begin{document}\n${text}\\end{document}\n`,
    )
    const run = spawnSync('pdflatex', ['-interaction=nonstopmode', '-halt-on-error', 'tables.tex'], {
      cwd: folder,
      encoding: 'utf8',
    })
    assert.equal(run.status, 0, run.stdout.slice(-2000))
    assert.doesNotMatch(readFileSync(join(folder, 'tables.log'), 'utf8'), /Overfull|Float too large/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
