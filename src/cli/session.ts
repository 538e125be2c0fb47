import { InputError } from '../errors.ts'
import { type Judge, openJudge } from '../evaluation/judge.ts'
import { openOwnJudge } from '../experiments/companions.ts'
import { type LoadOptions, loadModel, type Model } from '../models/model.ts'
import type { DrawOptions } from '../sampling/draw.ts'
import { parseSize } from '../sampling/size.ts'
import type { EngineFlags, SamplingFlags } from './drawing-options.ts'
import { given } from './options.ts'

/** Works with the model that the flags name, on the engine that they name, and closes it whatever happens. */
export async function withModel(flags: EngineFlags, work: (model: Model) => Promise<void>): Promise<void> {
  const model = await openModel(flags)
  try {
    await work(model)
  } finally {
    await model.close()
  }
}

/** Opens the model that the flags name, with so many sessions where told. */
export function openModel(flags: EngineFlags, sessions?: number): Promise<Model> {
  const { engine, device, backend, threads, variant } = flags
  const options: LoadOptions = { engine, device, ...given({ backend, threads, sessions, variant }) }
  return loadModel(flags.model, options)
}

/** The judge of `--judge`, else the CLIP that came with the model; undefined where there is neither. */
export async function openModelJudge(model: Model, folder: string | undefined): Promise<Judge | undefined> {
  return folder === undefined ? openOwnJudge(model) : openJudge(folder)
}

/** As `openModelJudge`; throws an InputError where there is neither. */
export async function needModelJudge(model: Model, folder: string | undefined): Promise<Judge> {
  const judge = await openModelJudge(model, folder)
  if (!judge) throw new InputError(`No CLIP comes with the model ${model.name}: give one with --judge.`)
  return judge
}

/** What the flags say of sampling; what they leave out stays the model's own. */
export function drawOptions(flags: SamplingFlags, signal: AbortSignal): DrawOptions {
  const { steps, guidance, scheduler, pixels, batch } = flags
  const size = flags.size === undefined ? undefined : parseSize(flags.size)
  return { signal, ...given({ steps, guidance, scheduler, pixels, batch, size }) }
}
