#!/usr/bin/env node
// Plain JavaScript, so that a Node too old for TypeScript still says what it needs.
const [major] = process.versions.node.split('.').map(Number)
if (major < 24) {
  process.stderr.write(
    `timelab needs Node 24 or newer and this is ${process.versions.node}: run it as \`npm run timelab -- …\`, which brings its own.\n`,
  )
  process.exit(2)
}
await import('../src/cli/main.ts')
