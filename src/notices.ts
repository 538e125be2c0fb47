import { printable } from './quote.ts'

const told = new Set<string>()

/** Says a line on standard error, once in a process: what was mended or left out, where nothing has failed. */
export function tellOnce(line: string): void {
  if (told.has(line)) return
  told.add(line)
  process.stderr.write(`${printable(line)}\n`)
}
