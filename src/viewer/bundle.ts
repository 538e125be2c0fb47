import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'

let bundled: Promise<string> | undefined

/**
 * The viewer's page as one self-contained `index.html`: script and styles inline, nothing remote allowed by its own
 * policy. It reads `view/run.js` and `view/samples-<k>.js` beside it. Made once a process.
 */
export function bundlePage(): Promise<string> {
  bundled ??= makePage()
  return bundled
}

async function makePage(): Promise<string> {
  // Only here: a program that writes no page does not wait for it.
  const { build } = await import('esbuild')
  const page = (name: string) => fileURLToPath(new URL(`page/${name}`, import.meta.url))
  const { outputFiles } = await build({
    entryPoints: [page('main.tsx'), page('style.css')],
    // Only names the outputs: nothing is written.
    outdir: page('.'),
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfigRaw: {},
    legalComments: 'none',
    logLevel: 'silent',
  })
  const output = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
  const [script, style] = [output('.js'), output('.css')]
  // The same page has the same bytes; figures are let in by this word (see page/frame.tsx).
  const nonce = createHash('sha256').update(script).update(style).digest('base64url')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>timelab</title>
<style>${style}</style>
</head>
<body>
<div id="page"></div>
<noscript>This page shows a run of timelab and needs JavaScript.</noscript>
<script nonce="${nonce}">${script}</script>
</body>
</html>
`
}

/** Scripts: this page's own, and files beside it. Pictures: beside it, or held in it. Nothing else, nothing remote. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'self'`,
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    "frame-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}
