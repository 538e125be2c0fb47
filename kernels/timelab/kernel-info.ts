import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Content } from '../wire.ts'

const require = createRequire(import.meta.url)
const versionOf = (path: string): string => JSON.parse(readFileSync(path, 'utf8')).version

const version = versionOf(require.resolve('../../package.json'))

/** The content of a kernel_info_reply; TypeScript's version is read without loading it. */
export const kernelInfo: Content = {
  protocol_version: '5.4',
  implementation: 'timelab',
  implementation_version: version,
  language_info: {
    name: 'typescript',
    version: versionOf(require.resolve('typescript/package.json')),
    mimetype: 'text/typescript',
    file_extension: '.ts',
    // JupyterLab looks its highlighter up by this.
    codemirror_mode: { name: 'javascript', typescript: true },
    pygments_lexer: 'typescript',
    nbconvert_exporter: 'script',
  },
  banner: `timelab ${version}, TypeScript`,
  help_links: [],
  debugger: false,
}
