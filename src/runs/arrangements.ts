import { availableParallelism } from 'node:os'
import type { Arrangement } from './calibrate.ts'

/**
 * Arrangements worth trying on this machine, the likeliest first: a session a core against one session with all cores,
 * each with small and large batches. `batch` is what fits the model's latents; a large model, or another device than
 * the CPU, gets one session.
 */
export function arrangementsToTry(
  batch: number,
  model: { readonly lanes: number },
  { cores = availableParallelism(), device = 'cpu' }: { cores?: number; device?: string } = {},
): readonly Arrangement[] {
  const batches = [...new Set([batch, Math.max(1, Math.floor(batch / 3)), 2 * batch])]
  const shares =
    device === 'cpu' && model.lanes > 1
      ? [...new Set([cores, Math.ceil(cores / 2), 1])].map((sessions) => ({
          sessions,
          threads: Math.floor(cores / sessions),
        }))
      : [{ sessions: 1, threads: cores }]
  return shares.flatMap((share) => (batch === 1 ? [1] : batches).map((size) => ({ ...share, batch: size })))
}
