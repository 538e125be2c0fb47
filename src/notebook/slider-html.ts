import type { Pixels } from '../images/png.ts'
import { escapeHtml } from './html.ts'
import { pageScript } from './page-script.ts'
import type { SliderFigure, SliderRow } from './slider-figure.ts'
import { dataAddress, webp } from './webp.ts'

/**
 * A slider as HTML that needs nothing else: pictures as data addresses, its own script and styles. Where scripts are
 * taken out of it (a code host) a table of pictures remains, at the lambda that is shown first.
 */
export async function sliderHtml(figure: SliderFigure): Promise<string> {
  const rows = figure.sections.flatMap((section) => section.rows)
  const pool = await poolOf(rows.flatMap((row) => [...row.before, ...row.oracle, ...row.after.flat(2)]))
  const after = figure.choices.map((_, choice) =>
    figure.lambdas.map((_, at) => rows.flatMap((row) => (row.after[choice]?.[at] ?? []).map(pool.index))),
  )
  const data = { lambdas: figure.lambdas, pictures: pool.addresses, after }
  const lambda = String(figure.lambdas[figure.start])
  const seeds = rows[0]?.before.length ?? 1
  const image = pool.image(seeds > 2 ? 72 : 96)
  return `<div class="timelab-slider">
<style>${STYLE}</style>
<p><b>${escapeHtml(figure.title)}</b></p>
<p class="timelab-controls" hidden>${controls(figure)}</p>
<div class="timelab-scroll"><table>
<thead><tr><th></th><th style="text-align: center">before the edit</th><th style="text-align: center">after the edit, lambda <span data-lambda>${lambda}</span></th><th style="text-align: center">said outright</th></tr></thead>
<tbody>
${figure.sections
  .flatMap(({ heading, rows: own }) => [
    ...(heading === undefined
      ? []
      : [`<tr><th colspan="4" align="left" style="text-align: left">${escapeHtml(heading)}</th></tr>`]),
    ...own.map((row) => tableRow(row, figure.start, image)),
  ])
  .join('\n')}
</tbody>
</table></div>
<script type="application/json">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${await pageScript('slider.ts', 'iife')}</script>
</div>`
}

function controls({ lambdas, start, choices }: SliderFigure): string {
  const range =
    `<label>lambda <input type="range" min="0" max="${lambdas.length - 1}" step="1" value="${start}"></label> ` +
    `<output data-lambda>${lambdas[start]}</output>`
  if (choices.length < 2) return range
  const options = choices.map((choice) => `<option>${escapeHtml(choice)}</option>`)
  return `${range} <label>edits <select>${options.join('')}</select></label>`
}

function tableRow(
  row: SliderRow,
  start: number,
  image: (picture: Pixels, alt: string, after?: true) => string,
): string {
  const { prompt, destination, before, after, oracle } = row
  const cell = (images: readonly string[]) =>
    `<td align="center" style="text-align: center">${images.join(' ')}</td>`
  const note = destination === prompt ? '' : `<br><small>${escapeHtml(destination)}</small>`
  return [
    `<tr><td align="left" style="text-align: left">${escapeHtml(prompt)}${note}</td>`,
    cell(before.map((picture) => image(picture, `${prompt}, before the edit`))),
    cell((after[0]?.[start] ?? []).map((picture) => image(picture, `${prompt}, after the edit`, true))),
    `${cell(oracle.map((picture) => image(picture, destination)))}</tr>`,
  ].join('')
}

/** Every picture once, as a data address. */
async function poolOf(pictures: readonly Pixels[]) {
  const distinct = [...new Set(pictures)]
  const encoded = await Promise.all(distinct.map(async (picture) => dataAddress(await webp(picture))))
  const addresses = [...new Set(encoded)]
  const indices = new Map(addresses.map((address, k) => [address, k]))
  const byPicture = new Map(distinct.map((picture, k) => [picture, encoded[k] ?? '']))
  const address = (picture: Pixels): string => byPicture.get(picture) ?? ''
  return {
    addresses,
    index: (picture: Pixels): number => indices.get(address(picture)) ?? -1,
    image: (width: number) => (picture: Pixels, alt: string, after?: true) => {
      const height = Math.round((width * picture.height) / picture.width)
      return `<img src="${address(picture)}" alt="${escapeHtml(alt)}" width="${width}" height="${height}"${after ? ' data-after' : ''}>`
    },
  }
}

/** Under one class, in the colours of whatever page it stands in. */
const STYLE = `
.timelab-slider { font: 14px/1.4 system-ui, sans-serif; }
.timelab-slider .timelab-scroll { overflow-x: auto; }
.timelab-slider table { border-collapse: collapse; }
.timelab-slider th, .timelab-slider td { padding: 4px 8px; text-align: center; vertical-align: middle; }
.timelab-slider td:first-child { max-width: 15em; }
.timelab-slider th[colspan] { text-align: left; padding-top: 12px; }
.timelab-slider img { display: inline-block; margin: 1px; border-radius: 3px; max-width: none; }
.timelab-slider input { width: min(22em, 50vw); vertical-align: middle; }
.timelab-slider output, .timelab-slider span[data-lambda] { display: inline-block; min-width: 3.5em; text-align: left; font-variant-numeric: tabular-nums; }
`.trim()
