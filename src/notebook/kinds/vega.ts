import type { Specification } from '../../charts/draw-chart.ts'
import type { MimeBundle } from '../host.ts'
import { isRecord, type Kind } from '../kind.ts'
import { drawn } from './chart.ts'

/** A plain specification of vega-lite: with its `$schema`, or with a mark or views, their encoding and data. */
export const vegaLite: Kind<Specification> = {
  fits: (value): value is Specification =>
    isPlain(value) && (value.$schema === undefined ? isWhole(value) : isOf('vega-lite', value)),
  bundle: (value) => bundleOf('application/vnd.vegalite.v5+json', value),
}

/** A plain specification of vega: with its `$schema`, or with marks and what they are drawn from. */
export const vega: Kind<Specification> = {
  fits: (value): value is Specification =>
    isPlain(value) &&
    (value.$schema === undefined
      ? [value.marks, value.data].every(Array.isArray) && (Array.isArray(value.scales) || 'width' in value)
      : isOf('vega', value)),
  bundle: (value) => bundleOf('application/vnd.vega.v5+json', value),
}

async function bundleOf(type: string, value: Specification): Promise<MimeBundle> {
  const { specificationPng } = await import('../../charts/draw-chart.ts')
  return drawn(type, value, wordsOf(value), (scale) => specificationPng(value, { scale }))
}

const isPlain = (value: unknown): value is Specification =>
  isRecord(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value))

const isOf = (language: string, { $schema }: Specification): boolean =>
  typeof $schema === 'string' && $schema.includes(`/schema/${language}/v`)

/** Without a schema an object is a chart only where nothing else would look so: views that say what they are drawn from. */
const isWhole = (value: Specification): boolean => isView(value) && hasData(value)

function isView(value: unknown): boolean {
  if (!isRecord(value)) return false
  if ('repeat' in value || 'facet' in value) return isView(value.spec)
  const views = viewsOf(value)
  if (views.length > 0) return views.every(isView)
  const isMark =
    typeof value.mark === 'string' || (isRecord(value.mark) && typeof value.mark.type === 'string')
  return isMark && (value.encoding === undefined || isRecord(value.encoding))
}

const hasData = (value: unknown): boolean =>
  isRecord(value) && (isRecord(value.data) || [value.spec, ...viewsOf(value)].some(hasData))

const viewsOf = (value: Readonly<Record<string, unknown>>): readonly unknown[] =>
  [value.layer, value.concat, value.hconcat, value.vconcat].find(Array.isArray) ?? []

/** For who does not see it: its description, else its title. */
function wordsOf({ description, title }: Specification): string {
  const said = isRecord(title) ? title.text : title
  const words = [description, said].find((each) => typeof each === 'string' && each !== '')
  return typeof words === 'string' ? words : 'A chart without a description.'
}
