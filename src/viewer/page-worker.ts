import { parentPort, workerData } from 'node:worker_threads'
import { type PlannedRun, planRun } from '../experiments/open-run.ts'
import type { KnownScores } from '../experiments/scores.ts'
import { systemCode } from '../system-reason.ts'
import type { KnownDrawings } from './page-charts.ts'
import { writePage } from './write-page.ts'

/**
 * The answer to each message: how long the page took, in milliseconds, or why it could not be written,
 * with the system's code where it refused.
 */
export type PageAnswer =
  | { readonly took: number }
  | { readonly error: string; readonly code?: string | undefined }

// Beside the drawing, so that neither its batches nor Ctrl-C wait for a page.
if (parentPort) serve(parentPort, String(workerData))

function serve(port: NonNullable<typeof parentPort>, folder: string): void {
  let run: PlannedRun | undefined
  const known: KnownScores = new Map()
  const drawn: KnownDrawings = new Map()
  port.on('message', async () => {
    const begun = performance.now()
    try {
      run ??= planRun(folder)
      await writePage(folder, { run, known, drawn })
      port.postMessage({ took: performance.now() - begun } satisfies PageAnswer)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      port.postMessage({ error: reason, code: systemCode(error) } satisfies PageAnswer)
    }
  })
}
