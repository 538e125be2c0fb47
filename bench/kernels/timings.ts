import type { KernelClient } from '../../kernels/client/client.ts'
import { launchKernel } from '../../kernels/client/client.ts'
import type { Contestant } from './contestants.ts'
import { withKernel } from './probe.ts'

/** Milliseconds of one start: to the first answer, to the first cell's result, and of the first cell that imports. */
export interface Start {
  readonly ready: number
  readonly firstResult: number
  readonly firstImport: number
}

const typedImport = "import { z } from 'zod'\nconst depth: number = z.number().parse(3)\nconsole.log(depth)"

/** Starts a kernel once and runs its first cells; the process is new each time. */
export const timeStart = (contestant: Contestant): Promise<Start> =>
  withKernel(contestant, async (kernel) => {
    // The answer that told of its readiness is counted; what the client then did to subscribe is not.
    const first = await kernel.execute('1 + 1', { timeout: 30_000 })
    const imported = await kernel.execute(typedImport, { timeout: 30_000 })
    if (first.status !== 'ok' || imported.status !== 'ok')
      throw new Error(
        `${contestant.name} fails an ordinary cell: ${JSON.stringify([first.outputs, imported.outputs])}`,
      )
    return {
      ready: kernel.ready,
      firstResult: kernel.ready + first.milliseconds,
      firstImport: imported.milliseconds,
    }
  })

/** Milliseconds of `count` ordinary later cells in each kernel, which take turns; the first ten are not counted. */
export async function timeLaterCells(
  all: readonly Contestant[],
  count: number,
): Promise<readonly (readonly number[])[]> {
  const kernels: KernelClient[] = []
  try {
    for (const { spec } of all) kernels.push(await launchKernel(spec, { timeout: 30_000 }))
    const times = all.map((): number[] => [])
    for (let k = 0; k < count + 10; k++)
      for (const [at, kernel] of kernels.entries()) {
        const code = `const depths${k} = [${k}, 2, 3].map((depth: number) => depth / 100)\nconsole.log(depths${k}.length)`
        const { milliseconds } = await kernel.execute(code, { timeout: 30_000 })
        if (k >= 10) times[at]!.push(milliseconds)
      }
    return times
  } finally {
    for (const kernel of kernels) await kernel.close()
  }
}
