import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import sharp from 'sharp'
import { launchBrowser } from '../src/browser-testing.ts'
import { InputError } from '../src/errors.ts'
import { writePage } from '../src/viewer/write-page.ts'
import { notebookPicture } from './notebook-picture.ts'

// The README's pictures: `npm run pictures -- RUN`, RUN being a finished `timelab reproduce table2`. A notebook's needs
// JupyterLab: TIMELAB_PYTHON, or python3, has it.

const VIEW = { width: 1180, height: 760 }
const QUERY = 'view=samples&method=TIME&measures=generality&kind=colour&sort=seed'

const [run] = process.argv.slice(2)
if (run === undefined) throw new InputError('Give the folder of a run of Table 2: npm run pictures -- RUN.')
const page = await writePage(resolve(run))
const browser = await launchBrowser()
try {
  await write('viewer.png', await viewerPicture())
  await write('notebook.png', await notebookPicture(browser))
} finally {
  await browser.close()
}

async function viewerPicture(): Promise<Buffer> {
  const tab = await browser.newPage({ viewport: VIEW, deviceScaleFactor: 1.5, colorScheme: 'light' })
  await tab.goto(`${pathToFileURL(page)}#${QUERY}`)
  await tab.locator('li.sample').first().waitFor()
  while (!(await tab.evaluate(`[...document.images].every(({ complete }) => complete)`))) {
    await tab.waitForTimeout(50)
  }
  return tab.screenshot()
}

async function write(name: string, shot: Buffer): Promise<void> {
  const file = fileURLToPath(new URL(`../docs/${name}`, import.meta.url))
  const { size } = await sharp(shot).png({ palette: true, colours: 256, compressionLevel: 9 }).toFile(file)
  process.stdout.write(`${file}: ${Math.round(size / 1000)} kB\n`)
}
