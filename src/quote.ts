/** Characters of one quoted text; entries of one list or object; levels that are shown of what is nested. */
const SHOWN = { characters: 80, entries: 8, levels: 3 } as const

/** Characters of a message that a person will read. */
const MESSAGE = 2_000

/** What a terminal obeys rather than shows: control characters, other line breaks, marks that turn text around. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/gu

/**
 * A value from a file, a flag or a network as a message quotes it: compact JSON, long texts, long lists and deep
 * nesting cut to what a person reads, and nothing in it that a terminal would obey.
 */
export const quote = (value: unknown): string => escapeControls(render(value, SHOWN.levels))

function render(value: unknown, levels: number): string {
  if (typeof value === 'string') return renderText(value)
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value)
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) {
    if (levels === 0 && value.length > 0) return '[…]'
    const shown = value.slice(0, SHOWN.entries).map((item) => render(item, levels - 1))
    return `[${[...shown, ...theRest(value.length)].join(',')}]`
  }
  const keys = Object.keys(value)
  if (levels === 0 && keys.length > 0) return '{…}'
  const shown = keys
    .slice(0, SHOWN.entries)
    .map((key) => `${renderText(key)}:${render((value as Record<string, unknown>)[key], levels - 1)}`)
  return `{${[...shown, ...theRest(keys.length)].join(',')}}`
}

function renderText(text: string): string {
  if (text.length <= SHOWN.characters) return JSON.stringify(text)
  return `${JSON.stringify(`${wellCut(text, SHOWN.characters - 20)}…`)} (${text.length} characters)`
}

const theRest = (count: number): readonly string[] =>
  count > SHOWN.entries ? [`… ${count - SHOWN.entries} more`] : []

/** Text for a terminal or a page of plain text: line breaks and tabs stand, other control characters are escaped. */
export const printable = (text: string): string =>
  text.replace(UNSEEN, (found) => (found === '\n' || found === '\t' ? found : escaped(found)))

/** Text for one line or one cell: line breaks and tabs are escaped as well. */
export const escapeControls = (text: string): string => text.replace(UNSEEN, escaped)

const escaped = (found: string): string => {
  const short = JSON.stringify(found).slice(1, -1)
  return short !== found ? short : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** A whole message, fit to be printed: `printable`, and cut where it is longer than anybody reads. */
export function readable(message: string): string {
  if (message.length <= MESSAGE) return printable(message)
  const start = wellCut(message, MESSAGE - 200)
  const end = message.slice(-150)
  return printable(`${start}… (${message.length - start.length - end.length} characters left out) …${end}`)
}

/** The first `length` characters or so, no surrogate pair cut in two. */
const wellCut = (text: string, length: number): string =>
  text.slice(0, length).replace(/[\ud800-\udbff]$/, '')
