import { stripTypeScriptTypes } from 'node:module'

/** Node warns that its eraser is experimental; a reader of a notebook needs no such line. */
function quietly<T>(work: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return work()
  } finally {
    process.emitWarning = emitWarning
  }
}

quietly(() => stripTypeScriptTypes('0'))

/**
 * Blanks the types out of TypeScript: each character that stays stays where it was. None where a text is more than JavaScript
 * with types: enums, namespaces, parameter properties, `import … = …`, `export =` and `<T>value`.
 */
export function eraseTypes(text: string): string | undefined {
  try {
    return stripTypeScriptTypes(text)
  } catch {
    return undefined
  }
}
