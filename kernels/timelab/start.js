// Plain JavaScript that an old Node reads too: Jupyter starts whatever `node` is on the PATH.
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { ownNode } from '../../bin/own-node.js'

const [major] = process.versions.node.split('.').map(Number)
if (major >= 24) {
  // In a folder of the user's own: what lies there is run. TypeScript's stripping and all is kept: 0.1 s at each start.
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'timelab', 'compiled')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    nodeModule.enableCompileCache(folder)
    // Threads started later keep theirs in the same place.
    process.env.NODE_COMPILE_CACHE = folder
  } catch {} // a home that cannot be written: slower
  await import('./main.ts')
} else {
  const own = ownNode()
  if (own === undefined) {
    process.stderr.write(
      `The timelab kernel needs Node 24 or newer and this is ${process.versions.node}: run \`npm ci\` in timelab's folder, which brings one for Linux and Windows, or install Node 24.\n`,
    )
    process.exit(2)
  }
  // The kernel ends with this process, and this one with whoever started it, where that is wanted.
  const env = { ...process.env, JPY_PARENT_PID: String(process.pid) }
  const kernel = spawn(own, process.argv.slice(1), { stdio: 'inherit', env })
  const parent = process.ppid
  if (process.env.JPY_PARENT_PID !== undefined)
    setInterval(() => process.ppid === parent || kernel.kill('SIGKILL'), 1000)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => kernel.kill(signal))
  kernel.on('close', (code) => process.exit(code ?? 1))
}
