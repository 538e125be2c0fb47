import { hostname } from 'node:os'
import { z } from 'zod'
import packageJson from '../../package.json' with { type: 'json' }
import { canonicalJson, sha256 } from './canonical.ts'
import { codeDigest } from './code-digest.ts'
import { samplingSchema } from './settings.ts'

const named = z.strictObject({ name: z.string(), digest: z.string() })

/** What draws and judges: on it, the bytes of every picture and feature depend. */
const drawerSchema = z.strictObject({
  /** By digest; the name is for people. */
  model: named,
  judge: named,
  /** `codeDigest`, and the version that it belongs to. */
  code: z.string(),
  timelab: z.string(),
})

export const runDescriptorSchema = z.strictObject({
  /** The run's name on the Redis. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** Where its coordinator runs, for people. */
  host: z.string(),
  ...drawerSchema.shape,
  sampling: samplingSchema,
})

export type Drawer = z.infer<typeof drawerSchema>
/** A run as its coordinator announces it to workers. */
export type RunDescriptor = z.infer<typeof runDescriptorSchema>

interface Named {
  readonly name: string
  readonly digest: string
}

/** Who draws with a model and a judge on this code. */
export const drawerOf = (model: Named, judge: Named): Drawer => ({
  model,
  judge,
  code: codeDigest(),
  timelab: packageJson.version,
})

/**
 * Describes a run. `identity` tells it from every other run, and is the same when the run goes on, so that what is left
 * of it on the Redis is taken up; what other code, another model or another judge left there is not.
 */
export function describeRun(
  identity: string,
  drawer: Drawer,
  sampling: RunDescriptor['sampling'],
): RunDescriptor {
  const { model, judge, code, timelab } = drawer
  const parts = [identity, model.digest, judge.digest, code, timelab, sampling]
  return { id: sha256(canonicalJson(parts)).slice(0, 16), host: hostname(), ...drawer, sampling }
}

/** What keeps a worker from a run, a phrase each; none where it fits. */
export function misfits(run: Drawer, worker: Drawer): readonly string[] {
  const differs = (what: 'model' | 'judge') =>
    run[what].digest === worker[what].digest
      ? []
      : [
          `the run's ${what} is ${shown(run[what])} and the worker's ${shown(worker[what])} (give the same with --${what})`,
        ]
  const code =
    run.timelab === worker.timelab && run.code === worker.code
      ? []
      : [
          `the run's code is timelab ${run.timelab} (${run.code.slice(0, 12)}) and the worker's timelab ${worker.timelab} (${worker.code.slice(0, 12)}) (install the same on both machines)`,
        ]
  return [...differs('model'), ...differs('judge'), ...code]
}

const shown = ({ name, digest }: Named): string => `${name} (${digest.slice(0, 12)})`
