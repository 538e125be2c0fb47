import type { Content } from '../wire.ts'

/** A field of a request that has to be a text; '' where it is left out. Throws where it is something else. */
export function textField(content: Content, name: string): string {
  const value = content[name] ?? ''
  if (typeof value !== 'string') throw new Error(`The request's ${name} is not a text.`)
  return value
}

/** A field of a request that has to be an object; none where it is left out or something else. */
export function recordField(content: Content, name: string): Content {
  const value = content[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Content) : {}
}
