import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { jupyterHome, lacking } from './python.ts'

const skip = lacking('jupyter_client', 'jupyter_kernel_test')
const file = fileURLToPath(new URL('kernel_test.py', import.meta.url))
const home = jupyterHome()
after(() => home.remove())

for (const [name, group] of [
  ["Jupyter's own suite of kernel tests passes", 'Suite'],
  ['a subscriber is welcomed', 'Welcome'],
  [
    'jupyter_client interrupts, restarts and ends the kernel, hears its heart and talks over comms',
    'Lifecycle',
  ],
] as const)
  test(name, { skip, timeout: 150_000 }, async () => {
    await home.run(['-W', 'ignore', file, group], 140_000)
  })
