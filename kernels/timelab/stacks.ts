import { syncBuiltinESMExports } from 'node:module'
import util from 'node:util'
import { authors, mapFrame, placeOf, readable } from './traceback.ts'

type Prepare = (error: Error, frames: NodeJS.CallSite[]) => unknown

/**
 * Has every stack, whoever reads it and however, be that of the author's own lines: V8 asks here when a stack is first read.
 * Code that sets `Error.prepareStackTrace` itself is given frames of the author's too. Called once, before any cell runs.
 */
export function mapAllStacks(): void {
  const own: Prepare = (error, frames) => {
    mendMessage(error)
    const lines = authors(frames, String).map((frame) => `\n    at ${mapFrame(String(frame))}`)
    return readable(headOf(error)) + lines.join('')
  }
  Object.assign(globalThis, { [Symbol.for('timelab.caught')]: mendMessage })
  const wrapped = new WeakMap<Prepare, Prepare>()
  let current = own
  Object.defineProperty(Error, 'prepareStackTrace', {
    get: () => current,
    set(value: unknown) {
      if (typeof value !== 'function') current = own
      else if (value === own || wrapped.has(value as Prepare)) current = value as Prepare
      else {
        // What is saved and set again later is this one.
        current = (error, frames) => Reflect.apply(value, Error, [error, authors(frames, String).map(mapped)])
        wrapped.set(current, value as Prepare)
      }
    },
    configurable: true,
  })
}

/** Has `util.getCallSites()` say the same of where code is. */
export function mapCallSites(): void {
  const { getCallSites } = util
  const frameOf = ({ functionName, scriptName }: util.CallSiteObject) => `${functionName} ${scriptName}`
  util.getCallSites = (...options: unknown[]) => {
    const sites: util.CallSiteObject[] = Reflect.apply(getCallSites, util, options)
    return authors(sites, frameOf).map((site) => {
      const { name, line, column } = placeOf(site.scriptName, site.lineNumber, site.columnNumber)
      return { ...site, scriptName: name, lineNumber: line, columnNumber: column, column }
    })
  }
  // Of no hurry, and it takes some milliseconds.
  setImmediate(syncBuiltinESMExports)
}

/** Lets an error that V8 made say names as its author wrote them. Harmless for anything else. */
function mendMessage(error: unknown): void {
  try {
    if (!(error instanceof Error) || !Object.hasOwn(error, 'message')) return
    const message = readable(error.message)
    if (message !== error.message) error.message = message
  } catch {} // an object that throws when it is looked at
}

function headOf(error: unknown): string {
  try {
    return Error.prototype.toString.call(error)
  } catch {
    return 'Error'
  }
}

/** A frame whose place is the author's. */
function mapped(frame: NodeJS.CallSite): NodeJS.CallSite {
  const name = frame.getScriptNameOrSourceURL() ?? frame.getFileName()
  if (!name) return frame
  const place = placeOf(name, frame.getLineNumber() ?? 1, frame.getColumnNumber() ?? 1)
  const said: Readonly<Record<string | symbol, () => unknown>> = {
    getFileName: () => place.name,
    getScriptNameOrSourceURL: () => place.name,
    getLineNumber: () => place.line,
    getColumnNumber: () => place.column,
    toString: () => mapFrame(String(frame)),
  }
  return new Proxy(frame, {
    get(target, key) {
      const value: unknown = Object.hasOwn(said, key) ? said[key] : Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
