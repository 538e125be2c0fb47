/** What may separate the fields of a line, the likeliest first. */
export const separators: readonly string[] = [',', ';', '\t', '|']

const names: ReadonlyMap<string, string> = new Map([
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'bar'],
])

/** What a separator is called in a sentence: `comma`. */
export const separatorName = (separator: string): string => names.get(separator) ?? `"${separator}"`
