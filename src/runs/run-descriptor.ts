import { hostname } from 'node:os'
import { basename } from 'node:path'
import { z } from 'zod'
import packageJson from '../../package.json' with { type: 'json' }
import { codeDigest } from '../code-digest.ts'
import { sha256 } from '../digest.ts'
import type { MethodIdentity } from '../editing/method.ts'
import type { Judge } from '../evaluation/judge.ts'
import type { Model } from '../models/model.ts'
import { canonicalJson } from './canonical.ts'
import { samplingSchema } from './settings.ts'

/** Text that people read: of one line, without characters that would move a terminal's cursor. */
const shownText = z
  .string()
  .max(256)
  .regex(/^\P{C}*$/u)
const sha = z.string().regex(/^[0-9a-f]{64}$/)
const named = z.strictObject({ name: shownText, digest: sha })

/** What draws and judges: on it, the bytes of every picture and feature depend. */
const drawerSchema = z.strictObject({
  /** By digest; the name is for people. */
  model: named,
  judge: named,
  /** A method of a user's own that a run edits with, or that a worker has; null for TIME alone. */
  method: named.nullable(),
  /** `codeDigest`, and the version that it belongs to. */
  code: sha,
  timelab: shownText,
})

export const runDescriptorSchema = z.strictObject({
  /** The run's name on the Redis. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** Where its coordinator runs, for people. */
  host: shownText,
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

/** Who draws with these on this machine's code. */
export async function drawerOf(
  model: Pick<Model, 'name' | 'digest'>,
  judge: Pick<Judge, 'folder' | 'digest'>,
  method?: MethodIdentity,
): Promise<Drawer> {
  return {
    model: { name: basename(model.name), digest: await model.digest() },
    judge: { name: basename(judge.folder), digest: judge.digest },
    method: method ? { name: method.name, digest: method.sha256 } : null,
    code: codeDigest(),
    timelab: packageJson.version,
  }
}

/**
 * Describes a run. `identity` tells it from every other run, and is the same when the run goes on, so that what is left
 * of it on the Redis is taken up; what other code, another model or another judge left there is not.
 */
export function describeRun(
  identity: string,
  drawer: Drawer,
  sampling: RunDescriptor['sampling'],
): RunDescriptor {
  const { model, judge, method, code, timelab } = drawer
  const parts = [identity, model.digest, judge.digest, method?.digest, code, timelab, sampling]
  return { id: sha256(canonicalJson(parts)).slice(0, 16), host: hostname(), ...drawer, sampling }
}

/** What keeps a worker from a run, a phrase each; none where it fits. */
export function misfits(run: Drawer, worker: Drawer): readonly string[] {
  const differs = (what: 'model' | 'judge' | 'method') => {
    const [asked, has] = [run[what], worker[what]]
    if (asked === null || asked.digest === has?.digest) return []
    const other = has ? shown(has) : 'none'
    return [`the run's ${what} is ${shown(asked)} and the worker's ${other} (give the same with --${what})`]
  }
  const code =
    run.timelab === worker.timelab && run.code === worker.code
      ? []
      : [
          `the run's code is timelab ${run.timelab} (${run.code.slice(0, 12)}) and the worker's timelab ${worker.timelab} (${worker.code.slice(0, 12)}) (install the same on both machines)`,
        ]
  return [...differs('model'), ...differs('judge'), ...differs('method'), ...code]
}

const shown = ({ name, digest }: Named): string => `${name} (${digest.slice(0, 12)})`
