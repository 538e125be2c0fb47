import type { LoadedMethod } from '../editing/method.ts'
import { featureLength, type Judge } from '../evaluation/judge.ts'
import type { ReproduceOptions } from '../experiments/reproduce.ts'
import type { Model } from '../models/model.ts'
import { printable } from '../quote.ts'
import { arrangementsToTry } from '../runs/arrangements.ts'
import { createCalibratingExecutor, type Trial } from '../runs/calibrate.ts'
import type { Executor } from '../runs/executor.ts'
import { createPerform } from '../runs/perform.ts'
import { createQueueExecutor } from '../runs/queue-executor.ts'
import { describeRun, drawerOf } from '../runs/run-descriptor.ts'
import { runIdentity } from '../runs/run-id.ts'
import { defaultBatch } from '../sampling/draw.ts'
import type { Sampling } from '../sampling/sampling.ts'
import type { ReproduceFlags } from './reproduce-flags.ts'
import { openModel } from './session.ts'

/** Where the flags have pictures drawn; nothing where that is this process, just as it was told. */
export async function executorOf(
  model: Model,
  judge: Judge,
  folder: string,
  flags: ReproduceFlags,
  method: LoadedMethod | undefined,
): Promise<Pick<ReproduceOptions, 'executor'>> {
  const { queue } = flags
  if (queue !== undefined) {
    const drawer = await drawerOf(model, judge, method)
    const features = await featureLength(judge)
    const onNotice = (notice: string) => process.stderr.write(`${printable(notice)}\n`)
    return {
      executor: (sampling) =>
        createQueueExecutor({
          url: queue,
          run: describeRun(runIdentity(folder), drawer, sampling),
          features,
          onNotice,
        }),
    }
  }
  if (flags.batch !== undefined || flags.threads !== undefined) return {}
  return { executor: (sampling) => calibrating(model, judge, sampling, flags, method) }
}

/** Draws in the arrangement that is fastest here, which is found on the run's own first pictures. */
function calibrating(
  model: Model,
  judge: Judge,
  sampling: Sampling,
  flags: ReproduceFlags,
  method: LoadedMethod | undefined,
): Executor {
  return createCalibratingExecutor({
    arrangements: arrangementsToTry(defaultBatch(model, sampling), model, { device: flags.device }),
    open: async ({ sessions, threads }) => {
      const same = sessions === model.lanes
      const station = same ? model : await openModel({ ...flags, threads }, sessions)
      return {
        perform: createPerform(station, judge, sampling, method && [method]),
        close: async () => {
          if (!same) await station.close()
        },
      }
    },
    onChosen: (trials) => {
      const [best, ...others] = trials.map(describe)
      process.stderr.write(`Calibrated: ${best} (${others.join('; ')})\n`)
    },
  })
}

const describe = ({ arrangement: { sessions, threads, batch }, picturesPerSecond }: Trial): string =>
  `${sessions} x ${threads} threads, batches of ${batch}: ${picturesPerSecond.toFixed(1)} pictures a second`
