import type { Browser } from 'playwright-core'
import { startLab } from '../kernels/jupyter/lab.ts'
import { openInLab, writeCells } from '../kernels/jupyter/lab-page.ts'
import { jupyterHome } from '../kernels/jupyter/python.ts'

const VIEW = { width: 1200, height: 1110 }
/** Where the slider's hand is let go, as a share of its way: the edit is strong, and tulips stay red. */
const LET_GO = 0.4
const CELLS = [
  `import { compare, editPrompts, generate, liveSlider, loadModel, parsePromptPair } from 'timelab'

const model = await loadModel('emoji')
const edited = await editPrompts(model, 'A rose', 'A blue rose')`,
  `const prompts = ['A painting of a rose', 'A tulip']
const before = await generate(model, prompts, { seeds: 3 })
const after = await generate(model, prompts, { seeds: 3, edit: edited.map })
compare(before, after)`,
  `const rose = { source: 'A rose', destination: 'A blue rose' }
const pairs = prompts.map((prompt) => parsePromptPair(prompt, rose.source, rose.destination))
await liveSlider(model, rose, pairs, { seeds: 2 })`,
]

/** A notebook in JupyterLab, run and its slider dragged, as a PNG file 1200 pixels wide. Throws without a Jupyter. */
export async function notebookPicture(browser: Browser): Promise<Buffer> {
  const home = jupyterHome()
  try {
    writeCells(home, 'edit-an-assumption.ipynb', CELLS)
    const lab = await startLab(home)
    try {
      const page = await browser.newPage({ viewport: VIEW, colorScheme: 'light' })
      const book = await openInLab(page, lab, 'edit-an-assumption.ipynb')
      for (const place of CELLS.keys()) await book.run(place)
      const slider = book.cell(2).locator('input[type=range]')
      await slider.scrollIntoViewIfNeeded()
      const box = (await slider.boundingBox())!
      await page.mouse.click(box.x + box.width * LET_GO, box.y + box.height / 2)
      await page.waitForTimeout(3000)
      await page.mouse.move(0, 0)
      return await page.screenshot()
    } finally {
      await lab.close()
    }
  } finally {
    home.remove()
  }
}
