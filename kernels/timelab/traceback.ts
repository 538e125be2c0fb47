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

/** A place as the author wrote it: a cell's name is `cell [3]`, a local module's its path. */
export interface Place {
  readonly name: string
  readonly line: number
  readonly column: number
}

/** The place that a place of a script stands for. */
export function placeOf(name: string, line: number, column: number): Place {
  const entry = mapOf(name)?.findEntry(line - 1, column - 1)
  const cell = name.match(/^cell-(\d+)\.ts$/)?.[1]
  const shown = name.startsWith('file:') ? fileURLToPath(name) : name
  return {
    name: cell ? `cell [${cell}]` : shown,
    ...(entry && 'originalLine' in entry
      ? { line: entry.originalLine + 1, column: entry.originalColumn + 1 }
      : { line, column }),
  }
}

const PLACE = /((?:file:\/\/|\/)?[^\s()]+?|cell-\d+\.ts):(\d+):(\d+)(?=\)?$)/

/** Where code that a cell makes of a text was made: V8 counts its lines with the one that stands before the cell. */
const ORIGIN = /(cell-\d+\.ts):(\d+):(\d+)(?=\)+, )/

/** A frame's line, its places as the author wrote them. */
export function mapFrame(line: string): string {
  const mapped = (name: string, row: number, column: number) => {
    const place = placeOf(name, row, column)
    return `${place.name}:${place.line}:${place.column}`
  }
  return readable(
    line
      .replace(ORIGIN, (_, name, row, column) => mapped(name, Number(row) - 1, Number(column)))
      .replace(PLACE, (_, name, row, column) => mapped(name, Number(row), Number(column))),
  )
}

const isKernel = (line: string): boolean => line.includes(kernelFolder) && !/\.test\.ts/.test(line)

/** What the kernel calls cells through. */
const isBetween = (line: string): boolean =>
  /\(?node:(vm|diagnostics_channel|internal\/)|^\s*(at )?withSignal /.test(line)

/**
 * Which of a stack's frames, innermost first, are the author's: not the kernel's own, nor what it calls cells through, nor any
 * that called the kernel.
 */
export function authors<Frame>(frames: readonly Frame[], text: (frame: Frame) => string): readonly Frame[] {
  const kept: Frame[] = []
  for (const frame of frames) {
    const line = text(frame)
    if (isKernel(line)) {
      if (kept.length > 0) break
    } else if (!isBetween(line)) kept.push(frame)
  }
  return kept
}

/**
 * An error's stack in the lines and columns of the cells and modules as written, without the kernel's own frames. Text that
 * is no stack, or was mapped before, comes back as it is.
 */
export function mapStack(stack: string): string {
  const lines = stack.split('\n')
  const isFrame = (line: string) => /^\s+at /.test(line)
  const first = lines.findIndex(isFrame)
  if (first < 0) return readable(stack)
  const after = lines.findIndex((line, k) => k > first && !isFrame(line))
  const end = after < 0 ? lines.length : after
  const frames = authors(lines.slice(first, end), (line) => line).map(mapFrame)
  const head = lines.slice(0, first).map(readable)
  return [...head, ...frames, ...(after < 0 ? [] : [mapStack(lines.slice(end).join('\n'))])].join('\n')
}

/** Names as the cell has them: the compiler calls through the shared names. */
export const readable = (text: string): string =>
  text.includes('$tl_')
    ? text
        .replace(/\(0\s*,\s*\$tl_names\.([\p{ID_Continue}$]+)\)/gu, '$1')
        .replace(/\$tl_names\.|\$tl_checked\b ?/g, '')
    : text
