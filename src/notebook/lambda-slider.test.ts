import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { launchBrowser, noBrowser } from '../browser-testing.ts'
import { InputError } from '../errors.ts'
import { loadModel } from '../models/model.ts'
import { lambdaSlider, sliderOf } from './lambda-slider.ts'
import { richDisplay } from './rich.ts'
import { sliderOfRun } from './run-slider.ts'
import type { SliderFigure } from './slider-figure.ts'
import { flat } from './testing.ts'

const model = await loadModel('emoji')
after(() => model.close())
const rose = { source: 'A rose', destination: 'A blue rose' }
const hostile = 'A </script><script>document.title = 1</script> "rose"'

/** Two choices of two lambdas; each picture has a shade of its own. */
const figure = (title = 'A rose', shade = 0): SliderFigure => ({
  title,
  lambdas: [0.1, 10],
  start: 1,
  choices: ['keys and values', 'values'],
  sections: [
    {
      rows: [
        {
          prompt: hostile,
          destination: 'A blue rose',
          before: [flat(shade + 1)],
          oracle: [flat(shade + 2)],
          after: [
            [[flat(shade + 10)], [flat(shade + 20)]],
            [[flat(shade + 30)], [flat(shade + 40)]],
          ],
        },
      ],
    },
  ],
})

test('a slider draws every prompt at every lambda and seed, and has a still form and a text', async () => {
  const slider = await lambdaSlider(model, rose, [{ prompt: 'A rose', destination: 'A blue rose' }], {
    lambdas: [1, 1000],
    seeds: 2,
    steps: 2,
  })
  const [row] = slider.figure.sections[0]?.rows ?? []
  assert.deepEqual(
    row?.after.map((choice) => choice.map((own) => own.length)),
    [[2, 2]],
  )
  assert.equal(slider.figure.start, 1)
  const different = [row?.before[0], row?.oracle[0], ...(row?.after[0]?.map((own) => own[0]) ?? [])]
  assert.equal(new Set(different.map((each) => Buffer.from(each?.pixels ?? []).toString('hex'))).size, 4)
  const bundle = await richDisplay(slider)
  assert.deepEqual(Object.keys(bundle?.data ?? {}), ['text/html', 'image/png', 'text/plain'])
  assert.match(String(slider), /“A rose” becomes “A blue rose”/)
})

test('a slider without a lambda or a prompt is refused before anything is drawn', async () => {
  const row = { prompt: 'A rose', destination: 'A blue rose' }
  await assert.rejects(lambdaSlider(model, rose, [row], { lambdas: [] }), InputError)
  await assert.rejects(lambdaSlider(model, rose, []), InputError)
  await assert.rejects(lambdaSlider(model, rose, ['A tulip and a dog']), /=> ITS DESTINATION FORM/)
  await assert.rejects(sliderOfRun('/nowhere'), InputError)
})

test('its HTML holds each picture once, nothing remote, and prompts as text', async () => {
  const html = await sliderOf(figure()).html()
  assert.equal(html.match(/<script/g)?.length, 2)
  assert.match(html, /&#60;\/script&#62;&#60;script&#62;/)
  assert.doesNotMatch(html, /https?:|src="(?!data:)|\bid=/)
  const stripped = html.replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
  assert.equal(stripped.match(/<img/g)?.length, 3)
})

test('in a browser the arrow keys and the choice change its pictures, two on a page each for itself', {
  skip: noBrowser,
}, async () => {
  const chrome = await launchBrowser()
  try {
    const page = await chrome.newPage()
    const errors: string[] = []
    page.on('pageerror', ({ message }) => errors.push(message))
    const [first, second] = await Promise.all([sliderOf(figure()).html(), sliderOf(figure('B', 100)).html()])
    await page.setContent(`<title>0</title>${first}${second}`)
    const [one, two] = [page.locator('.timelab-slider').first(), page.locator('.timelab-slider').last()]
    const shown = (slider: typeof one) => slider.locator('img[data-after]').getAttribute('src')
    const [start, other] = [await shown(one), await shown(two)]
    await one.locator('input').focus()
    await page.keyboard.press('ArrowLeft')
    const stronger = await shown(one)
    await one.locator('select').selectOption('values')
    const values = await shown(one)
    assert.equal(new Set([start, stronger, values, other]).size, 4)
    assert.equal(await shown(two), other)
    assert.equal(await one.locator('output').textContent(), '0.1')
    assert.equal(await one.locator('input').getAttribute('aria-valuetext'), 'lambda 0.1')
    assert.equal(await page.title(), '0')
    assert.deepEqual(errors, [])
  } finally {
    await chrome.close()
  }
})
