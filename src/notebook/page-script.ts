import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const compiled = new Map<string, Promise<string>>()

/** A script of `page/` as JavaScript for browsers, made once: run where it stands (`iife`), or a module. It holds no markup. */
export function pageScript(name: string, format: 'iife' | 'esm'): Promise<string> {
  const made = compiled.get(name) ?? compile(name, format)
  compiled.set(name, made)
  return made
}

async function compile(name: string, format: 'iife' | 'esm'): Promise<string> {
  const { transform } = await import('esbuild')
  const source = await readFile(fileURLToPath(new URL(`page/${name}`, import.meta.url)), 'utf8')
  const { code } = await transform(source, {
    loader: 'ts',
    format,
    minify: true,
    target: 'es2022',
    tsconfigRaw: {},
  })
  return code.trim()
}
