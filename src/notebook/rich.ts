import { displaySymbol, type MimeBundle } from './host.ts'
import { isRecord, type Kind } from './kind.ts'
import { chart } from './kinds/chart.ts'
import { columnTable } from './kinds/columns.ts'
import { comparison } from './kinds/comparison.ts'
import { edited } from './kinds/edited.ts'
import { linearMap, map } from './kinds/embedding-map.ts'
import { picture, pictures } from './kinds/pictures.ts'
import { png } from './kinds/png.ts'
import { report, reportTable, reportTables, runView } from './kinds/report.ts'
import { vega, vegaLite } from './kinds/vega.ts'

/** A kind whose values are not told apart by type any more. */
type AnyKind = (value: unknown) => Promise<MimeBundle> | undefined

const shows =
  <Value>({ fits, bundle }: Kind<Value>): AnyKind =>
  (value) =>
    isFit(fits, value) ? bundle(value) : undefined

/** A value that throws where it is looked at, as a proxy or a getter may, is of no kind. */
function isFit<Value>(fits: (value: unknown) => value is Value, value: unknown): value is Value {
  try {
    return fits(value)
  } catch {
    return false
  }
}

/** The first that a value fits shows it. */
const kinds: readonly AnyKind[] = [
  shows(png),
  shows(picture),
  shows(pictures),
  shows(comparison),
  shows(edited),
  shows(linearMap),
  shows(map),
  shows(columnTable),
  shows(reportTable),
  shows(reportTables),
  shows(report),
  shows(runView),
  shows(chart),
  shows(vegaLite),
  shows(vega),
]

/**
 * How a notebook shows a value: what its own `[displaySymbol]()` says (its forms by MIME type, or a promise of them),
 * or what its kind is shown as. Undefined where it is of no kind that has more than text to it.
 * Every bundle has `text/plain`; what comes from data is text in it, never markup.
 */
export async function richDisplay(value: unknown): Promise<MimeBundle | undefined> {
  if (!isRecord(value)) return undefined
  if (isFit(saysItself, value)) {
    const said = await value[displaySymbol]()
    return isRecord(said) ? { data: said, ...wordsOf(said) } : undefined
  }
  for (const show of kinds) {
    const bundle = show(value)
    if (bundle) return bundle
  }
  return undefined
}

/** Words for who cannot see a picture: those that stand for it as text. */
function wordsOf(data: MimeBundle['data']): Pick<MimeBundle, 'metadata'> {
  const alt = data['text/plain']
  return 'image/png' in data && typeof alt === 'string' ? { metadata: { 'image/png': { alt } } } : {}
}

const saysItself = (value: unknown): value is { [displaySymbol](): unknown } =>
  isRecord(value) && displaySymbol in value && typeof value[displaySymbol] === 'function'
