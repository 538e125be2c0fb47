import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DatasetSummary, summarise } from './summary.ts'

/** The folder of the data sets that come with timelab; each is a folder of CSV files. */
export const shippedDatasets = fileURLToPath(new URL('../../datasets', import.meta.url))

/** What each CSV file in the folders of `root` holds, in the order of their names. */
export function listDatasets(root: string = shippedDatasets): readonly DatasetSummary[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(root, name)).map((file) => join(root, name, file)))
    .filter((file) => file.endsWith('.csv'))
    .sort()
    .map((file) => summarise(file))
}
