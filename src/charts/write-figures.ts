import { join } from 'node:path'
import { makeFolder, writeFileAtomically } from '../files.ts'
import type { Chart } from './chart.ts'
import { chartPng, chartSvg } from './draw-chart.ts'

/**
 * Writes each chart into `folder` as `<name>.svg` and `<name>.png` for papers and `<name>.vl.json`, its vega-lite specification
 * with the data inside, for who wants another look. Each file is whole or not there. Returns the paths in that order.
 * Throws an InputError where the folder cannot be made, and whatever the system says where it cannot be written.
 */
export async function writeFigures(charts: readonly Chart[], folder: string): Promise<readonly string[]> {
  makeFolder(folder)
  const paths: string[] = []
  const write = (name: string, content: string | Uint8Array) => {
    const path = join(folder, name)
    writeFileAtomically(path, typeof content === 'string' ? Buffer.from(content) : content)
    paths.push(path)
  }
  // One at a time: a drawing takes both processor and memory.
  for (const chart of charts) {
    write(`${chart.name}.svg`, await chartSvg(chart))
    write(`${chart.name}.png`, await chartPng(chart))
    write(`${chart.name}.vl.json`, `${JSON.stringify(chart.specification, null, 2)}\n`)
  }
  return paths
}
