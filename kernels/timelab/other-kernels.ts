import type { Diagnostic } from './compiled.ts'

/**
 * The faults of a cell, or what to write instead of what other kernels understand: `%magic`, `%%magic`, `!shell` and `?help`.
 * `!name` may as well be an expression, of which both is said.
 */
export function withAdvice(source: string, faults: readonly Diagnostic[]): readonly Diagnostic[] {
  const lines = source.split('\n')
  for (const { line, file } of faults) {
    const text = lines[line - 1] ?? ''
    const message = file === undefined ? adviceOn(text.trim()) : undefined
    if (!message) continue
    const advice = { line, character: text.search(/\S/) + 1, message }
    return /^\s*![\w$]+;?\s*$/.test(text) ? [...faults, advice] : [advice]
  }
  return faults
}

function adviceOn(line: string): string | undefined {
  const [, percents, magic = '', rest = ''] = line.match(/^(%%?)(\w+)\s*(.*)$/) ?? []
  if (percents)
    return `\`${percents}${magic}\` is a magic of IPython and not TypeScript: ${insteadOf(magic, rest)}.`
  const [, command] = line.match(/^!!?\s*([\w./~-].*)$/) ?? []
  if (command) return `\`!\` runs no shell command here: ${shell(command)}.`
  if (/^\?{1,2}\s*[\w$.]+$|^[\w$.]+\s*\?{1,2}$/.test(line))
    return '`?` shows no help here: put the cursor on the name and press Shift-Tab, or hover over it.'
  return undefined
}

function insteadOf(magic: string, rest: string): string {
  if (SHELLS.has(magic)) return shell(rest || 'ls')
  if (INSTALLERS.has(magic)) return shell(`${magic} ${rest}`)
  const type = FORMS.get(magic)
  if (type)
    return `write \`notebookHost()!.display({ data: { '${type}': … } })\`, with notebookHost from 'timelab'`
  return INSTEAD.get(magic) ?? 'write what it should do in TypeScript'
}

const shell = (command: string): string => {
  const quoted = `'${command.trim().replace(/[\\']/g, '\\$&')}'`
  return `write \`require('node:child_process').execSync(${quoted}, { encoding: 'utf8' })\``
}

const SHELLS: ReadonlySet<string> = new Set(['bash', 'sh', 'shell', 'system', 'sx', 'cmd', 'script', 'zsh'])
const INSTALLERS: ReadonlySet<string> = new Set(['npm', 'npx', 'pnpm', 'yarn', 'pip', 'conda'])

const FORMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ html: 'text/html', HTML: 'text/html', svg: 'image/svg+xml', SVG: 'image/svg+xml' },
    ...{ latex: 'text/latex', markdown: 'text/markdown', javascript: 'application/javascript' },
    ...{ js: 'application/javascript' },
  }),
)

const TIME = "write `console.time('it')` before what you measure and `console.timeEnd('it')` after it"
const INSTEAD: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ time: TIME, timeit: TIME, prun: TIME },
    ...{ matplotlib: 'leave a chart as the last expression of a cell, which shows it' },
    ...{ cd: "write `process.chdir('…')`", pwd: 'write `process.cwd()`', env: 'write `process.env`' },
    ...{ run: "write `await import('./….ts')`", load: "write `await import('./….ts')`" },
    ...{ load_ext: 'write `import … from …`', autoreload: 'leave it out: an edited module is read again' },
    ...{ who: 'press Tab, which lists the names', whos: 'press Tab, which lists the names' },
    ...{ writefile: "write `require('node:fs').writeFileSync('…', '…')`" },
  }),
)
