import { SourceMap, type SourceMapPayload } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const scripts = new Map<string, string>()
const maps = new Map<string, SourceMap | undefined>()
const kernelFolder = dirname(fileURLToPath(import.meta.url))

/** Remembers a script with its inline source map, under the name that stack traces give it. */
export function registerScript(name: string, code: string): void {
  scripts.set(name, code)
  maps.delete(name)
}

/** The source map of a registered script: read when the first error asks for it. */
function mapOf(name: string): SourceMap | undefined {
  if (!maps.has(name)) {
    const data = scripts
      .get(name)
      ?.match(/\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/)?.[1]
    const payload = data && (JSON.parse(Buffer.from(data, 'base64').toString()) as SourceMapPayload)
    maps.set(name, payload ? new SourceMap(payload) : undefined)
  }
  return maps.get(name)
}

const PLACE = /((?:file:\/\/|\/)?[^\s()]+?|cell-\d+\.ts):(\d+):(\d+)(?=\)?$)/

/** Frames of the kernel itself and of what it calls cells through. */
const isOwn = (line: string): boolean =>
  (line.includes(kernelFolder) && !/\.test\.ts/.test(line)) ||
  /\(?node:(vm|internal\/)|^\s+at withSignal /.test(line)

/** The place as the author wrote it: `cell [3]:2:5`, or a local module's path. */
function placeOf(name: string, line: number, column: number): string {
  const entry = mapOf(name)?.findEntry(line - 1, column - 1)
  const at =
    entry && 'originalLine' in entry
      ? `${entry.originalLine + 1}:${entry.originalColumn + 1}`
      : `${line}:${column}`
  const cell = name.match(/^cell-(\d+)\.ts$/)?.[1]
  const shown = name.startsWith('file:') ? fileURLToPath(name) : name
  return `${cell ? `cell [${cell}]` : shown}:${at}`
}

/**
 * An error's stack in the lines and columns of the cells and modules as written, without the kernel's own frames. Text that
 * is no stack comes back as it is.
 */
export function mapStack(stack: string): string {
  return stack
    .split('\n')
    .flatMap((line) => {
      if (!/^\s+at /.test(line)) return readable(line)
      if (isOwn(line)) return []
      return readable(
        line.replace(PLACE, (_, name, row, column) => placeOf(name, Number(row), Number(column))),
      )
    })
    .join('\n')
}

/** Names as the cell has them: the compiler calls through the shared names. */
export const readable = (text: string): string =>
  text.replace(/\(0\s*,\s*\$names\.([\p{ID_Continue}$]+)\)/gu, '$1').replace(/\$names\.|\$checked\b ?/g, '')
