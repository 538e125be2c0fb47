import { stripVTControlCharacters } from 'node:util'
import { type Execution, type KernelClient, launchKernel } from '../../kernels/client/client.ts'
import type { Contestant } from './contestants.ts'

/** What a probe found: a few words for the table, whether that is what a reader of notebooks wants, and in how long. */
export interface Finding {
  readonly text: string
  readonly good: boolean
  readonly milliseconds?: number
}

/** A row of behaviour: probed in a kernel of its own, so that one that a probe kills spoils no other row. */
export interface Probe {
  readonly row: string
  readonly probe: (kernel: KernelClient, contestant: Contestant) => Promise<Finding>
}

/** How long a probe waits for one answer, in milliseconds. */
export const LIMIT = 5000

/** Starts a kernel, lets `work` have it, and ends it whatever comes. */
export async function withKernel<T>(
  contestant: Contestant,
  work: (kernel: KernelClient) => Promise<T>,
): Promise<T> {
  const kernel = await launchKernel(contestant.spec, { timeout: 30_000 })
  try {
    return await work(kernel)
  } finally {
    await kernel.close()
  }
}

/** Runs a probe; what it throws is its finding, as a kernel that dies or does not answer is. */
export async function run({ probe }: Probe, contestant: Contestant): Promise<Finding> {
  try {
    return await withKernel(contestant, (kernel) => probe(kernel, contestant))
  } catch (error) {
    const { message } = error as Error
    if (message.includes('process ended')) return { text: 'kernel dies', good: false }
    if (message.includes('no answer within')) return { text: 'no answer', good: false }
    return { text: message, good: false }
  }
}

/** Runs a cell and waits as long as a probe does. */
export const cell = (
  kernel: KernelClient,
  code: string,
  options: Parameters<KernelClient['execute']>[1] = {},
) => kernel.execute(code, { timeout: LIMIT, ...options })

/** Everything that a cell shows, as plain text. */
export const shown = ({ outputs }: Execution): string =>
  stripVTControlCharacters(
    outputs
      .map((output) => {
        if (output.output_type === 'stream') return output.text
        if (output.output_type === 'error')
          return `${output.ename}: ${output.evalue}\n${output.traceback.join('\n')}`
        return String(output.data['text/plain'] ?? '')
      })
      .join('\n'),
  )

/** A finding of yes or no. */
export const yes = (good: boolean): Finding => ({ text: good ? 'yes' : 'no', good })

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((done) => setTimeout(done, milliseconds))
