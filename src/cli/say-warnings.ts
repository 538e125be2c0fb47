/** Tells people of each of some warnings once, a line each on standard error; gives what was told, for JSON. */
export function sayWarnings(warnings: readonly string[]): readonly string[] {
  const distinct = [...new Set(warnings)]
  for (const line of distinct) process.stderr.write(`Note: ${line}\n`)
  return distinct
}
