#!/usr/bin/env node
// Plain JavaScript, so that a Node too old for TypeScript still finds the one that timelab runs on.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ownNode } from './own-node.js'

const main = new URL('../src/cli/main.ts', import.meta.url)
const [major] = process.versions.node.split('.').map(Number)
const own = ownNode()
if (major >= 24) {
  await import(main.href)
} else if (own === undefined) {
  process.stderr.write(
    `timelab needs Node 24 or newer and this is ${process.versions.node}: run \`npm ci\` in timelab's folder, which brings one for Linux and Windows, or install Node 24.\n`,
  )
  process.exitCode = 2
} else {
  const timelab = spawn(own, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' })
  // Ctrl-C reaches both; the command ends in order, and this process after it.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => timelab.kill(signal))
  timelab.on('close', (code) => process.exit(code ?? 1))
}
