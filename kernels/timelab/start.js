// Plain JavaScript, so that compiled code is kept from here on, TypeScript's stripping and all: 0.1 s at each start.
import { mkdirSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

const [major] = process.versions.node.split('.').map(Number)
if (major < 24) {
  process.stderr.write(`The timelab kernel needs Node 24 or newer and this is ${process.versions.node}.\n`)
  process.exit(2)
}
// In a folder of the user's own: what lies there is run.
const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'timelab', 'compiled')
try {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  enableCompileCache(folder)
  // Threads started later keep theirs in the same place.
  process.env.NODE_COMPILE_CACHE = folder
} catch {} // a home that cannot be written: slower
await import('./main.ts')
