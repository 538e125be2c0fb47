import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, BrowserContext, Locator } from 'playwright-core'
import { launchBrowser, noBrowser } from '../../src/browser-testing.ts'
import { type Lab, startLab } from './lab.ts'
import { type LabPage, openInLab, writeCells } from './lab-page.ts'
import { jupyterHome, lacking } from './python.ts'

const skip = lacking('jupyterlab', 'anywidget', 'nbconvert') || noBrowser
const home = jupyterHome()
/** Each test's last sight, to be looked at. */
const screenshots = fileURLToPath(new URL('../../.cache/jupyter', import.meta.url))
let lab: Lab
let browser: Browser
/** One for all tests: JupyterLab's scripts are megabytes, and are compiled once. */
let context: BrowserContext

before(async () => {
  if (skip) return
  mkdirSync(screenshots, { recursive: true })
  const [started, launched] = await Promise.all([startLab(home), launchBrowser()])
  lab = started
  browser = launched
  context = await browser.newContext({ viewport: { width: 1200, height: 900 } })
})
after(async () => {
  await browser?.close()
  await lab?.close()
  home.remove()
})

/** A test of a notebook of these cells in JupyterLab. It fails where the page has an error or asks for anything remote. */
function labTest(name: string, sources: readonly string[], work: (book: LabPage) => Promise<void>): void {
  test(name, { skip, timeout: 120_000 }, async () => {
    const file = name.replaceAll(/\W+/g, '-').slice(0, 40)
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    const wrongs: string[] = []
    page.on('pageerror', ({ message }) => wrongs.push(message))
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(lab.url) && !/^(data|blob):/.test(url)) wrongs.push(`asked for ${url}`)
    })
    try {
      writeCells(home, `${file}.ipynb`, sources)
      await work(await openInLab(page, lab, `${file}.ipynb`))
      assert.deepEqual(wrongs, [])
    } finally {
      await page.screenshot({ path: join(screenshots, `${file}.png`) })
      await page.close()
      await lab.shutKernels()
    }
  })
}

/** Waits until a condition holds; fails by the words after twenty seconds. */
async function until(words: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await holds()); ) {
    assert.ok(Date.now() < end, words)
    await new Promise((done) => setTimeout(done, 50))
  }
}

labTest(
  'Run All puts each output under its own cell, late ones too, and an error stops the rest',
  [
    "console.log('first')\nvoid setTimeout(() => console.log('late'), 800)",
    "await new Promise((done) => setTimeout(done, 1200))\nconsole.log('second')",
    'const seeds = [0, 1, 2]\nseeds.map((seed) => seed ** 2)',
    "function deep(): never {\n  throw new RangeError('too deep')\n}\ndeep()",
    "console.log('never')",
  ],
  async (book) => {
    await book.runAll()
    await book.cell(3).locator('.jp-OutputArea-output').waitFor()
    await book.ended(4)
    assert.match(await book.shown(0), /^first\nlate\s*$/)
    assert.match(await book.shown(1), /^second\s*$/)
    assert.match(await book.shown(2), /\[ 0, 1, 4 \]/)
    const error = await book.shown(3)
    assert.match(error, /RangeError: too deep\s+at deep \(cell \[4\]:2:9\)\s+at cell \[4\]:4:1/)
    assert.equal(await book.shown(4), '')
  },
)

labTest(
  'the interrupt button ends a loop and keeps what was declared; a restart forgets it',
  [
    'let lambda = 0.1',
    'while (true) lambda += 1e-9',
    'lambda > 0.1',
    'typeof (globalThis as any).lambda',
    '1 + 1',
  ],
  async (book) => {
    const { page } = book
    await book.run(0)
    await book.cell(1).locator('.cm-content').click()
    await page.keyboard.press('Control+Enter')
    await page.waitForTimeout(500)
    const begun = performance.now()
    await page
      .locator('[data-jp-item-name="interrupt"] jp-button, [data-jp-item-name="interrupt"] button')
      .first()
      .click()
    await book.ended(1)
    assert.ok(performance.now() - begun < 5000, `${performance.now() - begun} ms`)
    assert.match(await book.shown(1), /Interrupted/)
    await book.run(2)
    assert.match(await book.shown(2), /true/)
    await book.choose('Kernel', 'Restart Kernel…')
    await page.locator('.jp-Dialog-button.jp-mod-accept').click()
    await page.locator('.jp-Dialog').waitFor({ state: 'detached' })
    await page.locator('#jp-main-statusbar', { hasText: 'timelab | Idle' }).waitFor()
    await book.run(2)
    assert.match(await book.shown(2), /Cannot find name 'lambda'/)
    await book.run(4)
    assert.match(await book.cell(4).locator('.jp-InputPrompt').innerText(), /\[2\]/)
  },
)

labTest(
  'Tab lists typed matches with documentation; Shift-Tab shows signature and docstring',
  ["import { editPrompts, loadModel } from 'timelab'\nconst model = await loadModel('emoji')", ''],
  async (book) => {
    const { page } = book
    await book.run(0)
    await book.type(1, 'model.')
    await page.keyboard.press('Tab')
    const match = page.locator('.jp-Completer-item', { hasText: 'encode' }).first()
    await match.waitFor()
    assert.match(await match.innerText(), /encode\s+method/)
    assert.equal(await page.locator('.jp-Completer-item', { hasText: 'defaults' }).count(), 1)
    const documentation = page.locator('.jp-Completer-docpanel')
    await until('no documentation', async () => /\w{3}/.test(await documentation.innerText()))
    await page.screenshot({ path: join(screenshots, 'completion.png') })
    await page.keyboard.press('Escape')
    await book.type(1, 'editPrompts')
    await page.keyboard.press('Shift+Tab')
    const tooltip = page.locator('.jp-Tooltip')
    await tooltip.waitFor()
    await until('no docstring', async () => /Edits what model assumes/.test(await tooltip.innerText()))
    assert.match(
      await tooltip.innerText(),
      /function editPrompts\(model: Model, source: string, destination: string/,
    )
  },
)

const ROSE = [
  "import { lambdaSlider, liveSlider, loadModel } from 'timelab'",
  "const model = await loadModel('emoji')",
  "const rose = { source: 'A rose', destination: 'A blue rose' }",
  "const prompts = [{ prompt: 'A photo of a rose', destination: 'A photo of a blue rose' }]",
].join('\n')

/** Moves a slider's hand to this share of its way, the button held. */
async function drag(book: LabPage, slider: Locator, share: number): Promise<void> {
  const box = (await slider.boundingBox())!
  await book.page.mouse.move(box.x + box.width * share, box.y + box.height / 2, { steps: 4 })
}

labTest(
  'the live slider repaints while it is dragged, again once let go, and after the page was opened again',
  [ROSE, 'await liveSlider(model, rose, prompts, { seeds: 2, steps: 10 })'],
  async (book) => {
    const { page } = book
    const live = book.cell(1).locator('.timelab-live')
    const slider = live.locator('input[type=range]')
    const said = live.locator('small[role=status]')
    /** Digests of the pictures after the edit, of their pixels. */
    const painted = () =>
      live.locator('img[alt$="pictures"]').evaluateAll((images) =>
        images
          .map((image) => {
            const canvas = document.createElement('canvas')
            const context = canvas.getContext('2d')!
            context.drawImage(image as HTMLImageElement, 0, 0)
            return canvas.toDataURL()
          })
          .join(),
      )
    const moved = async (share: number) => {
      const [words, pictures] = [await said.innerText(), await painted()]
      await drag(book, slider, share)
      await until('nothing was repainted', async () => (await said.innerText()) !== words)
      await until('the pictures stayed', async () => (await painted()) !== pictures)
    }
    await book.run(0)
    await book.run(1)
    await live.locator('img').nth(5).waitFor()
    await drag(book, slider, 0.7)
    await page.mouse.down()
    for (const share of [0.5, 0.3, 0.1]) await moved(share)
    await page.screenshot({ path: join(screenshots, 'dragging.png') })
    await page.mouse.up()
    await until('not drawn in all steps', async () => /in 10 steps/.test(await said.innerText()))

    await page.keyboard.press('Control+S')
    await page.waitForTimeout(500)
    await page.reload()
    await live.locator('img').nth(5).waitFor()
    await drag(book, slider, 0.3)
    await page.mouse.down()
    await moved(0.6)
    await page.mouse.up()
  },
)

const COUNTER = `
function render({ model, el }) {
  const button = document.createElement('button')
  const show = () => { button.textContent = 'count ' + model.get('count') }
  button.addEventListener('click', () => { model.set('count', model.get('count') + 1); model.save_changes() })
  model.on('change:count', show)
  show()
  el.append(button)
}
export default { render }`

labTest(
  'a widget believes its kernel, which answers a change of a field by another of the same',
  [
    `import { createWidget } from 'timelab'\nconst esm = ${JSON.stringify(COUNTER)}`,
    'const counter = createWidget({ esm, state: { count: 1 } })\ncounter.onChange(({ count = 0 }) => counter.set({ count: count * 10 }))\ncounter',
    'counter.state.count',
    'counter.set({ count: 7 })',
  ],
  async (book) => {
    await book.runAll()
    const button = book.cell(1).getByRole('button', { name: /^count/ })
    const says = (words: string) => until(words, async () => (await button.innerText()) === words)
    await says('count 7')
    await button.click()
    await says('count 80')
    await button.click()
    await says('count 810')
    await book.run(2)
    assert.match(await book.shown(2), /810/)
    await book.run(3)
    await says('count 7')
  },
)

labTest(
  'sliders without a kernel, charts and tables are drawn in their outputs',
  [
    ROSE,
    'await lambdaSlider(model, rose, prompts, { lambdas: [1, 100, 10_000], steps: 4 })',
    "import { table } from 'arquero'\ntable({ lambda: [0.1, 1], generality: [81.5, 80.2] })",
    "({ name: 'measured', description: 'Two bars', specification: { data: { values: [{ a: 'x', b: 1 }, { a: 'y', b: 2 }] }, mark: 'bar', encoding: { x: { field: 'a' }, y: { field: 'b', type: 'quantitative' } } } })",
  ],
  async (book) => {
    await book.runAll()
    await book.cell(3).locator('.vega-embed svg, .vega-embed canvas').first().waitFor()
    assert.match(await book.shown(2), /lambda\s+generality\s+0\.1\s+81\.5/)
    const slider = book.cell(1).locator('input[type=range]')
    const after = book.cell(1).locator('img[data-after]').first()
    const first = await after.getAttribute('src')
    await slider.scrollIntoViewIfNeeded()
    await slider.focus()
    await book.page.keyboard.press('Home')
    assert.notEqual(await after.getAttribute('src'), first)
    assert.match(await book.cell(1).locator('output').innerText(), /^1$/)

    // The same notebook as a page that anybody may open.
    await book.page.keyboard.press('Control+S')
    await until('not saved', async () =>
      readFileSync(join(home.folder, book.file), 'utf8').includes('image/png'),
    )
    await home.run(['-m', 'nbconvert', '--to', 'html', '--output', 'exported.html', book.file])
    const exported = await context.newPage()
    await exported.route(/^https?:/, (route) => route.abort())
    await exported.goto(pathToFileURL(join(home.folder, 'exported.html')).href)
    const picture = exported.locator('img[data-after]').first()
    const shown = await picture.getAttribute('src')
    await exported.locator('.timelab-slider input[type=range]').focus()
    await exported.keyboard.press('Home')
    assert.notEqual(await picture.getAttribute('src'), shown)
    await exported.screenshot({ path: join(screenshots, 'exported.png') })
    await exported.close()
  },
)

labTest(
  'a cell asks for a line',
  ["import { ask } from 'timelab'\nconst name = await ask('Which object? ')\nname.toUpperCase()"],
  async (book) => {
    const { page } = book
    await book.cell(0).locator('.cm-content').click()
    await page.keyboard.press('Control+Enter')
    const line = page.locator('.jp-Stdin-input')
    await line.waitFor()
    await line.fill('rose')
    await line.press('Enter')
    await book.ended(0)
    assert.match(await book.shown(0), /'ROSE'/)
  },
)
