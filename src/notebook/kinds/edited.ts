import type { Edited } from '../../editing/edit-prompts.ts'
import { formatSeconds, significant } from '../../significant.ts'
import { editTitle } from '../edit-title.ts'
import { htmlBundle, isRecord, type Kind } from '../kind.ts'
import { map } from './embedding-map.ts'

/** A solved edit: what was asked, what of the model it moves, and by how much; it says so where it moves nothing. */
export const edited: Kind<Edited> = {
  fits: (value): value is Edited =>
    isRecord(value) &&
    map.fits(value.map) &&
    isRecord(value.recipe) &&
    typeof value.recipe.source === 'string' &&
    isRecord(value.effect),
  async bundle(value) {
    const { escapeHtml, htmlTable } = await import('../html.ts')
    const [first = '', ...also] = titlesOf(value)
    const facts = factsOf(value)
    const warning = value.effect.size > 0 ? [] : [NOTHING]
    const list = [...also, ...warning]
    const html = [
      `<p><b>${escapeHtml(first)}</b>${list.map((line) => `<br>${escapeHtml(line)}`).join('')}</p>`,
      htmlTable({ head: ['', ''], cells: facts, numeric: [false, false] }),
    ]
    const text = [first, ...list, ...facts.map(([name, fact]) => `  ${name}: ${fact}`)]
    return htmlBundle(html.join('\n'), text.join('\n'))
  },
}

const NOTHING = 'This edit changes nothing: no weight of the model moves.'

const titlesOf = ({ recipe }: Edited): readonly string[] => [recipe, ...recipe.also].map(editTitle)

function factsOf({ recipe, effect, seconds }: Edited): readonly (readonly [string, string])[] {
  const count = (value: number) => value.toLocaleString('en')
  return [
    ['lambda', String(recipe.lambda)],
    ['edits', recipe.only === 'both' ? 'keys and values' : recipe.only],
    ['augmented', recipe.augment ? 'yes' : 'no'],
    ...(recipe.preserve.length > 0 ? [['preserves', recipe.preserve.join('; ')] as const] : []),
    [
      'reaches',
      `${effect.matrices} matrices of ${effect.layers} cross-attention layers, ${count(effect.parameters)} parameters`,
    ],
    ['moves them by', `${significant(100 * effect.size, 3)} % of their norm`],
    ['model', `${recipe.model}, ${recipe.digest.slice(0, 12)}`],
    ['solved in', formatSeconds(seconds)],
  ]
}
