import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, noBrowser } from '../browser-testing.ts'
import { sliderHtml } from '../notebook/slider-html.ts'
import { temporaryFolder } from '../weights/testing.ts'
import type { RunPage, SampleShard } from './page-data.ts'
import { readPage } from './testing.ts'
import { writeComparePage } from './write-compare.ts'
import { writePage, writePageFiles } from './write-page.ts'

const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
const shipped = fileURLToPath(new URL('../../datasets/emoji/test.csv', import.meta.url))
const folder = temporaryFolder()
const dataset = join(folder, 'dataset.csv')
const run = join(folder, 'run')
const markup = `A rose <script>alert('run')</script><img src=x onerror="alert(1)">`

const reproduce = (into: string, ...more: readonly string[]): readonly string[] => [
  ...[main, 'reproduce', 'table2', '--dataset', dataset, '--run', into, '--captions', '0', '--json'],
  ...more,
]

let browser: Browser | undefined

before(async () => {
  if (noBrowser) return
  // Two edits that ship, one of their prompts with markup in it.
  const [head = '', first = '', second = ''] = readFileSync(shipped, 'utf8').split('\n')
  const quoted = `"${markup.replaceAll('"', '""')}"`
  writeFileSync(dataset, `${[head, first.replace('A photo of a rose', quoted), second].join('\n')}\n`)
  const made = spawnSync(process.execPath, reproduce(run, '--seeds', '2', '--steps', '4', '--limit', '2'), {
    encoding: 'utf8',
  })
  assert.equal(made.status, 0, made.stderr)
  await writePage(run)
  browser = await launchBrowser()
})
after(() => browser?.close())

/** A test in a browser, of one page. It fails where the page says an error, opens a dialog or asks for anything remote. */
function browserTest(name: string, work: (page: Page, say: (words: string) => void) => Promise<void>): void {
  test(name, { skip: noBrowser, timeout: 120_000 }, async (t) => {
    const page = await browser!.newPage({ viewport: { width: 1280, height: 900 } })
    const wrongs: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') wrongs.push(message.text())
    })
    page.on('pageerror', ({ message }) => wrongs.push(message))
    page.on('dialog', async (dialog) => {
      wrongs.push(`a dialog: ${dialog.message()}`)
      await dialog.dismiss()
    })
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) wrongs.push(`asked for ${request.url()}`)
    })
    try {
      await work(page, (words) => t.diagnostic(words))
      assert.deepEqual(wrongs, [])
    } finally {
      await page.close()
    }
  })
}

const addressOf = (of: string, query = ''): string => `${pathToFileURL(join(of, 'index.html'))}#${query}`
const rows = (page: Page) => page.locator('li.sample')
const found = (page: Page) => page.getByRole('status')
/** The number in front: of a share, or of how many samples are found. */
const samplesFound = async (page: Page): Promise<number> =>
  Number.parseInt((await found(page).innerText()).replaceAll(',', ''), 10)

browserTest('every number of the tables opens the samples that it is of', async (page) => {
  await page.goto(addressOf(run))
  await page.getByRole('heading', { name: /^table2 on emoji/ }).waitFor()
  const numbers = page.locator('.report-view > .table').first().locator('td button')
  const many = await numbers.count()
  assert.ok(many >= 9)
  for (let k = 0; k < many; k++) {
    const button = numbers.nth(k)
    const column = (await button.getAttribute('aria-label')) ?? ''
    const shown = await button.locator('.value').innerText()
    await button.click()
    await rows(page).first().waitFor()
    if (/efficacy|generality|specificity/.test(column)) {
      assert.match(await found(page).innerText(), new RegExp(`· ${shown.replace('.', '\\.')} % `), column)
    }
    await page.goBack()
    await button.waitFor()
  }
})

browserTest('samples are filtered, sorted and counted, and a link shows the same', async (page) => {
  await page.goto(addressOf(run))
  await page.getByRole('button', { name: /^Samples/ }).click()
  await page.getByRole('combobox', { name: 'Measure', exact: true }).selectOption('generality')
  await page.getByRole('combobox', { name: 'Seed', exact: true }).selectOption('1')
  await page.getByRole('searchbox').fill('garden')
  assert.equal(await samplesFound(page), 1)
  assert.match(await rows(page).first().innerText(), /A rose in a garden → A blue rose in a garden/)
  await page.getByRole('button', { name: 'Clear' }).click()
  const all = await samplesFound(page)
  assert.ok(all > 60)

  await page.getByRole('button', { name: 'Worst cases' }).click()
  await page.getByRole('combobox', { name: 'Measure', exact: true }).selectOption('efficacy')
  const margins = (await rows(page).locator('.verdict').allInnerTexts()).map((text) =>
    Number(/margin ([+−][\d.]+)/.exec(text)?.[1]?.replace('−', '-') ?? 0),
  )
  assert.deepEqual(
    margins,
    margins.toSorted((a, b) => a - b),
  )

  // The address follows once the reader pauses.
  await page.waitForURL(/efficacy/)
  const [link, text, first] = [
    page.url(),
    await found(page).innerText(),
    await rows(page).first().innerText(),
  ]
  await page.goto('about:blank')
  await page.goto(link)
  await rows(page).first().waitFor()
  assert.deepEqual([await found(page).innerText(), await rows(page).first().innerText()], [text, first])
})

browserTest('keys walk through the samples, open one at large and close it', async (page) => {
  await page.goto(addressOf(run, 'view=samples&method=TIME'))
  await rows(page).first().waitFor()
  const focused = () => page.evaluate(`document.activeElement?.closest('li')?.dataset.place`)
  for (const key of ['j', 'j', 'ArrowDown', 'k']) {
    await page.keyboard.press(key)
    await page.waitForTimeout(60)
  }
  assert.equal(await focused(), '1')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  assert.match(await dialog.innerText(), /2 of /)
  // Before, after and, but for specificity, the oracle, all of them there.
  assert.equal(await dialog.locator('.large img').count(), 3)
  const pictures = `[...document.querySelectorAll('dialog .large img')]`
  while (!(await page.evaluate(`${pictures}.every(({ naturalWidth }) => naturalWidth > 0)`))) {
    await page.waitForTimeout(20)
  }
  assert.match(
    await dialog.locator('.copyable code').innerText(),
    /^npx timelab generate .*--seed 1.*--source/,
  )
  assert.equal(await dialog.locator('.neighbours section').first().locator('li').count(), 2)
  await page.keyboard.press('j')
  assert.match(await dialog.innerText(), /3 of /)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page.waitForTimeout(60)
  assert.equal(await focused(), '2')
})

browserTest('prompts are text, whatever they hold', async (page) => {
  await page.goto(addressOf(run, `view=samples&text=${encodeURIComponent('<script>')}`))
  await rows(page).first().waitFor()
  assert.ok((await rows(page).first().innerText()).includes(markup))
  await rows(page).first().locator('.open').click()
  assert.ok((await page.getByRole('dialog').innerText()).includes(markup))
  assert.equal(await page.evaluate(`document.querySelectorAll('script, img[onerror]').length`), 1)
})

browserTest('a run is watched as it goes on, filters and all', async (page, say) => {
  const going = join(folder, 'going')
  const child = spawn(process.execPath, reproduce(going, '--seeds', '5', '--steps', '3', '--limit', '1'), {
    stdio: 'ignore',
  })
  const ended = new Promise((done) => child.on('close', done))
  try {
    // The run writes its page by itself once it has begun.
    while (
      child.exitCode === null &&
      !(await page.goto(addressOf(going, 'view=samples&seed=0')).catch(() => null))
    ) {
      await page.waitForTimeout(50)
    }
    await page.getByText(/^working/).waitFor({ timeout: 60_000 })
    const place = page.url()
    await ended
    await page.getByText(/^working/).waitFor({ state: 'detached', timeout: 30_000 })
    await page.waitForTimeout(300)
    say(`${await found(page).innerText()}, when it had ended`)
    assert.equal(await samplesFound(page), 33)
    assert.equal(page.url(), place)
  } finally {
    child.kill()
  }
})

browserTest('two runs stand side by side, sample by sample', async (page) => {
  const other = join(folder, 'other')
  const args = reproduce(other, '--seeds', '2', '--steps', '4', '--limit', '1', '--lambda', '100000')
  assert.equal(spawnSync(process.execPath, args).status, 0)
  const into = join(folder, 'both')
  await writeComparePage(run, other, into)
  await page.goto(addressOf(into))
  const gained = page.getByRole('button', { name: /^TIME, .*(gained|lost), [1-9]/ }).first()
  const shown = Number(await gained.innerText())
  await gained.click()
  await rows(page).first().waitFor()
  assert.equal(await samplesFound(page), shown)
  // Before, both runs' own and the oracle; why it counted in each.
  const first = rows(page).first()
  assert.equal(await first.locator('.picture').count(), 4)
  const [one, two] = await first.locator('.verdict').allInnerTexts()
  assert.match(`${one} ${two}`, /run success.*other failure|run failure.*other success/s)
  await first.locator('.open').click()
  assert.equal(await page.getByRole('dialog').locator('.copyable').count(), 2)
})

browserTest('charts run nothing, and figures run in a frame that reaches nothing', async (page) => {
  const drawn = join(folder, 'drawn')
  const { page: data, shards } = readPage(run)
  const grey = (level: number) => ({ pixels: new Uint8Array(12).fill(level), width: 2, height: 2 })
  const html = await sliderHtml({
    ...{ title: 'A rose', lambdas: [0.1, 10], start: 0, choices: [''] },
    sections: [
      {
        rows: [
          {
            ...{ prompt: '<script>alert(2)</script>', destination: 'A blue rose' },
            ...{ before: [grey(0)], after: [[[grey(50)], [grey(100)]]], oracle: [grey(200)] },
          },
        ],
      },
    ],
  })
  const outward = `<script>try { parent.document.title = 'taken' } catch {}</script>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" onload="alert(3)"><script>alert(4)</script></svg>`
  await writePageFiles(drawn, shards, (versions) => ({
    ...data,
    versions,
    charts: [{ name: 'bars', description: 'Bars <b>', svg }],
    figures: [{ name: 'slider', title: 'The slider', html: html + outward }],
  }))
  await page.goto(addressOf(drawn))
  const chart = page.getByRole('img', { name: 'Bars <b>' })
  await chart.scrollIntoViewIfNeeded()
  assert.deepEqual(
    await page.evaluate(`[...document.querySelectorAll('.charts img')].map((image) => image.naturalWidth)`),
    [40],
  )
  await page.locator('iframe').scrollIntoViewIfNeeded()
  const frame = page.frameLocator('iframe')
  const slider = frame.getByRole('slider')
  await slider.focus()
  const before = await frame.locator('img[data-after]').getAttribute('src')
  await slider.press('ArrowRight')
  assert.equal(await frame.locator('output').innerText(), '10')
  assert.notEqual(await frame.locator('img[data-after]').getAttribute('src'), before)
  assert.match(await page.title(), /^table2 on emoji/)
})

browserTest(
  '98,000 samples are filtered, sorted and scrolled while one waits for nothing',
  async (page, say) => {
    const large = join(folder, 'large')
    cpSync(join(run, 'pictures'), join(large, 'pictures'), { recursive: true })
    await writePageFiles(large, ...manyTimes(readPage(run), 45, 16))
    const began = performance.now()
    await page.goto(addressOf(large, 'view=samples'))
    await rows(page).first().waitFor()
    const count = await samplesFound(page)
    say(`${count} samples are shown after ${Math.round(performance.now() - began)} ms`)
    assert.ok(count > 90_000)
    const acts = {
      'worst first': `document.querySelector('.worst').click()`,
      'a word': `type('garden')`,
      'no word': `type('')`,
      'a measure': `choose('Measure', 'specificity')`,
      'to the middle': `scroll(0.5)`,
      'to the end': `scroll(1)`,
      'a sample at large': `document.querySelector('li.sample .open').click()`,
    }
    for (const [name, act] of Object.entries(acts)) {
      const time = Number(await page.evaluate(timed(act)))
      say(`${name}: ${Math.round(time)} ms`)
      // Far above what it takes, as the machine may be busy.
      assert.ok(time < 1000, name)
      assert.ok((await rows(page).count()) < 30)
    }
    assert.match(await page.getByRole('dialog').innerText(), /specificity/)
  },
)

/** The script that does something and tells how long it took till it was painted, in milliseconds. */
const timed = (act: string): string => `new Promise((done) => {
  const change = (element, kind) => element.dispatchEvent(new Event(kind, { bubbles: true }))
  const type = (text) => { const box = document.querySelector('[type=search]'); box.value = text; change(box, 'input') }
  const choose = (name, value) => {
    const label = [...document.querySelectorAll('label')].find((label) => label.textContent.startsWith(name))
    const select = label.querySelector('select'); select.value = value; change(select, 'change')
  }
  const scroll = (share) => { const list = document.querySelector('.scroller'); list.scrollTop = share * list.scrollHeight }
  const began = performance.now()
  ${act}
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)))
})`

/** A run's page with its edits and its seeds taken many times. */
function manyTimes(
  { page, shards }: ReturnType<typeof readPage>,
  edits: number,
  seeds: number,
): [readonly SampleShard[], (versions: readonly string[]) => RunPage] {
  const times = [...Array(edits).keys()]
  const { entries, prompts } = page
  const each = 2
  const copies = times.flatMap((edit) =>
    Array.from({ length: seeds }, (_, seed) =>
      shards.map((shard) => ({
        ...shard,
        prompt: shard.prompt.map((prompt) => prompt + edit * prompts.length),
        seed: shard.seed.map((own) => own + seed * each),
      })),
    ).flat(),
  )
  return [
    copies,
    (versions) => ({
      ...page,
      shards: copies.length,
      versions,
      samples: copies.reduce((sum, { seed }) => sum + seed.length, 0),
      entries: times.flatMap(() => entries),
      prompts: times.flatMap((edit) =>
        prompts.map((prompt) => ({ ...prompt, entry: prompt.entry + edit * entries.length })),
      ),
    }),
  ]
}
