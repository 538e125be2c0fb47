// The first step: every chosen icon of every set as 96x96 RGBA pixels, one raw file and an index.
// usage: node rasterise.mjs [FOLDER]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import sharp from 'sharp'

const folder = process.argv[2] ?? process.env.EMOJI_RUN ?? join(import.meta.dirname, '../../.cache/emoji')
const size = 96
const sets = ['noto', 'noto-v1', 'fluent-emoji', 'fluent-emoji-flat', 'twemoji', 'emojione', 'fxemoji']
const allowed = ['Apache-2.0', 'MIT', 'CC-BY-4.0']
const alike = ['fluent-emoji', 'fluent-emoji-flat'] // a profession's man and woman differ in a few pixels there
const tones = ['', '-light-skin-tone', '-medium-skin-tone', '-dark-skin-tone']
const world = JSON.parse(readFileSync(join(import.meta.dirname, 'world.json'), 'utf8'))
const require = createRequire(import.meta.url)

/** Looks an icon up by its id, aliases included; one set writes its ids without dashes. */
function finder(set) {
  const info = require(`@iconify-json/${set}/info.json`)
  if (!allowed.includes(info.license.spdx)) throw new Error(`${set}: licence ${info.license.spdx}`)
  const data = require(`@iconify-json/${set}/icons.json`)
  const plain = id => id.replaceAll('-', '')
  const named = new Map(Object.entries(data.aliases ?? {}).map(([id, { parent }]) => [plain(id), parent]))
  for (const id of Object.keys(data.icons)) named.set(plain(id), id)
  return id => {
    const icon = data.icons[named.get(plain(id))]
    if (!icon) return
    const width = icon.width ?? data.width ?? 16
    const height = icon.height ?? data.height ?? width
    return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${size}" height="${size}" viewBox="${icon.left ?? 0} ${icon.top ?? 0} ${width} ${height}">${icon.body}</svg>`
  }
}

/** What to draw from every set: the icon's id, what the picture is of, and the sets whose picture misleads (a scene, another shape, a woman who looks like the man). */
function* wanted() {
  for (const [noun, { icon, without = [] }] of Object.entries(world.nouns)) yield { id: icon ?? noun, noun, without }
  for (const [noun, { icon, without = [] }] of Object.entries(world.professions))
    for (const gender of ['man', 'woman'])
      for (const tone of tones) yield { id: `${gender}-${icon ?? noun}${tone}`, noun, gender, tone, without: [...alike, ...without] }
}

const index = []
const pixels = []
for (const set of sets) {
  const find = finder(set)
  for (const { id, without, ...about } of wanted()) {
    if (without.includes(set)) continue
    const svg = find(id)
    if (!svg) continue
    const transparent = { r: 0, g: 0, b: 0, alpha: 0 }
    pixels.push(await sharp(Buffer.from(svg)).resize(size, size, { fit: 'contain', background: transparent }).ensureAlpha().raw().toBuffer())
    index.push({ set, ...about })
  }
}
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'art.raw'), Buffer.concat(pixels))
writeFileSync(join(folder, 'art.json'), JSON.stringify({ size, index }))
console.log(`${index.length} pictures of ${Object.keys(world.nouns).length} nouns and ${Object.keys(world.professions).length} professions`)
