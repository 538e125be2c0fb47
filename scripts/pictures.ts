import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import sharp from 'sharp'
import { launchBrowser } from '../src/browser-testing.ts'
import { InputError } from '../src/errors.ts'
import { writePage } from '../src/viewer/write-page.ts'

// The README's picture of the viewer: `npm run pictures -- RUN`, RUN being a finished `timelab reproduce table2`.

const VIEW = { width: 1180, height: 760 }
const QUERY = 'view=samples&method=TIME&measures=generality&kind=colour&sort=seed'

const [run] = process.argv.slice(2)
if (run === undefined) throw new InputError('Give the folder of a run of Table 2: npm run pictures -- RUN.')
const page = await writePage(resolve(run))
const browser = await launchBrowser()
try {
  const tab = await browser.newPage({ viewport: VIEW, deviceScaleFactor: 1.5, colorScheme: 'light' })
  await tab.goto(`${pathToFileURL(page)}#${QUERY}`)
  await tab.locator('li.sample').first().waitFor()
  while (!(await tab.evaluate(`[...document.images].every(({ complete }) => complete)`))) {
    await tab.waitForTimeout(50)
  }
  const shot = await tab.screenshot()
  const file = fileURLToPath(new URL('../docs/viewer.png', import.meta.url))
  const { size } = await sharp(shot).png({ palette: true, colours: 256, compressionLevel: 9 }).toFile(file)
  process.stdout.write(`${file}: ${Math.round(size / 1000)} kB\n`)
} finally {
  await browser.close()
}
