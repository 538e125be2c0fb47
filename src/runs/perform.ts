import { type Edited, editMany } from '../editing/edit-prompts.ts'
import type { LoadedMethod, MethodIdentity } from '../editing/method.ts'
import { InputError } from '../errors.ts'
import type { Judge } from '../evaluation/judge.ts'
import { encodePng } from '../images/png.ts'
import type { Model } from '../models/model.ts'
import { type DrawOptions, draw } from '../sampling/draw.ts'
import { editRecord, pictureText } from '../sampling/picture-record.ts'
import type { Sampling } from '../sampling/sampling.ts'
import type { SolvedEdit, Work } from './executor.ts'
import { type EditSpec, editId, type Unit } from './unit.ts'

/** Draws one batch of units, whatever mix of prompts, seeds and edits, and has the judge look at the pictures. */
export type Perform = (units: readonly Unit[], signal?: AbortSignal) => Promise<Work>

/** Enough that the batches under way keep their edits; a solved one is a few megabytes at Stable Diffusion's size. */
const KEPT_EDITS = 64

/**
 * What a picture is does not depend on its batch, so any cut of a run into batches gives the same bytes.
 * It throws an InputError for an edit by a method that is not among `methods`.
 */
export function createPerform(
  model: Model,
  judge: Judge,
  sampling: Sampling,
  methods: readonly LoadedMethod[] = [],
): Perform {
  const solved = new Map<string, Promise<Edited>>()
  const solve = (
    id: string,
    { pairs, preserve, method: identity, ...settings }: EditSpec,
  ): Promise<Edited> => {
    const method = identity && findMethod(methods, identity)
    // Not abortable: another batch may wait for the same edit.
    const edited =
      solved.get(id) ?? editMany(model, pairs, { ...settings, preserve, ...(method ? { method } : {}) })
    solved.delete(id)
    solved.set(id, edited)
    for (const old of [...solved.keys()].slice(0, -KEPT_EDITS)) solved.delete(old)
    edited.catch(() => solved.delete(id))
    return edited
  }

  return async (units, signal) => {
    const begun = performance.now()
    const edits = new Map<string, SolvedEdit & Pick<Edited, 'map' | 'recipe'>>()
    for (const { edit } of units) {
      if (edit === null || edits.has(editId(edit))) continue
      const id = editId(edit)
      const { map, effect, recipe } = await solve(id, edit)
      edits.set(id, { id, spec: edit, effect, map, recipe })
    }
    const jobs = units.map(({ prompt, seed, edit }) => {
      const map = edit && edits.get(editId(edit))?.map
      return { prompt, seed, ...(map ? { edit: map } : {}) }
    })
    const pictures = await Array.fromAsync(draw(model, jobs, drawing(sampling, units.length, signal)))
    const features = await judge.embedPictures(pictures)
    const digest = await model.digest()
    const pngs = await Promise.all(
      pictures.map((picture, k) => {
        const spec = units[k]?.edit
        const recipe = spec && edits.get(editId(spec))?.recipe
        const edit = recipe ? editRecord(recipe, spec.method) : null
        const { prompt, seed } = picture
        return encodePng(picture, pictureText({ prompt, seed, model: digest, ...sampling, edit }))
      }),
    )
    const outcomes = units.flatMap(({ key }, k) => {
      const [png, feature] = [pngs[k], features[k]]
      return png && feature ? [{ key, png, feature }] : []
    })
    const solvedHere = [...edits.values()].map(({ id, spec, effect }) => ({ id, spec, effect }))
    return { outcomes, edits: solvedHere, seconds: (performance.now() - begun) / 1000 }
  }
}

function findMethod(methods: readonly LoadedMethod[], { name, sha256 }: MethodIdentity): LoadedMethod {
  const found = methods.find((method) => method.sha256 === sha256)
  if (found) return found
  throw new InputError(
    `The run edits with the method "${name}", which is not loaded here: give its file with --method.`,
  )
}

/** A run's sampling as `draw` takes it. */
export function drawing(
  { width, height, ...rest }: Sampling,
  batch?: number,
  signal?: AbortSignal,
): DrawOptions {
  return {
    ...rest,
    size: { width, height },
    ...(batch === undefined ? {} : { batch }),
    ...(signal ? { signal } : {}),
  }
}
