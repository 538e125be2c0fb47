import type { MimeBundle } from './host.ts'

/** A kind of value that notebooks show richly; what a bundle is made with is loaded when one is first made. */
export interface Kind<Value> {
  /** By the value's shape, so that no copy of a class is needed; cheap. */
  fits(value: unknown): value is Value
  bundle(value: Value): Promise<MimeBundle>
}

/** Whether a value is an object whose fields can be looked at. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Whether every named field of a value is a function. */
export const hasMethods = (value: unknown, ...names: readonly string[]): boolean =>
  isRecord(value) && names.every((name) => typeof value[name] === 'function')

/** A picture with its words: what cannot show it, and who cannot see it, has the text. */
export const pictureBundle = (png: Uint8Array, text: string): MimeBundle => ({
  data: { 'image/png': Buffer.from(png).toString('base64'), 'text/plain': text },
  metadata: { 'image/png': { alt: text } },
})

/** HTML with its words. */
export const htmlBundle = (html: string, text: string): MimeBundle => ({
  data: { 'text/html': html, 'text/plain': text },
})
