import { z } from 'zod'
import { sha256 } from '../digest.ts'
import { InputError } from '../errors.ts'
import type { Work } from './executor.ts'
import { editSpecSchema, effectSchema } from './settings.ts'
import { type EditSpec, editId, editsOf, type Unit } from './unit.ts'

/** A batch as a job carries it: each edit once, units by its place in that list. */
const messageSchema = z.strictObject({
  edits: z.array(editSpecSchema),
  units: z.array(
    z.strictObject({
      key: z.string(),
      prompt: z.string(),
      seed: z.int().min(0),
      edit: z.int().min(0).nullable(),
    }),
  ),
})

/** What a job carries of a batch: plain data. */
export interface BatchMessage {
  readonly edits: readonly EditSpec[]
  readonly units: readonly {
    readonly key: string
    readonly prompt: string
    readonly seed: number
    readonly edit: number | null
  }[]
}

const workSchema = z.strictObject({
  outcomes: z.array(z.strictObject({ key: z.string(), png: z.base64(), feature: z.base64() })),
  edits: z.array(
    z.strictObject({
      id: z.string(),
      spec: editSpecSchema,
      effect: effectSchema,
    }),
  ),
  seconds: z.number(),
})

/** A batch's identity, by its units: given to a queue twice, it is one job. */
export const batchId = (batch: readonly Unit[]): string =>
  sha256(batch.map(({ key }) => key).join(' ')).slice(0, 32)

/** Puts a batch into a message. */
export function toMessage(batch: readonly Unit[]): BatchMessage {
  const edits = editsOf(batch)
  const places = new Map([...edits.keys()].map((id, place) => [id, place]))
  const units = batch.map(({ key, prompt, seed, edit }) => ({
    key,
    prompt,
    seed,
    edit: edit && (places.get(editId(edit)) ?? null),
  }))
  return { edits: [...edits.values()], units }
}

/**
 * Reads what a job carries. `unit` makes the units of the run that the job is said to be of.
 * Throws an InputError where the message cannot be read, or is of another run: then the keys are others.
 */
export function fromMessage(
  message: unknown,
  unit: (prompt: string, seed: number, edit: EditSpec | null) => Unit,
): readonly Unit[] {
  const found = messageSchema.safeParse(message)
  if (!found.success) {
    const [problem] = found.error.issues
    throw new InputError(
      `A batch from the queue cannot be read (${problem?.path.join('.')}: ${problem?.message}).`,
    )
  }
  const { edits, units } = found.data
  return units.map(({ key, prompt, seed, edit }) => {
    const spec = edit === null ? null : edits[edit]
    const made = spec === undefined ? undefined : unit(prompt, seed, spec)
    if (made?.key !== key) {
      throw new InputError(`A batch from the queue is of another run: its picture ${key} is not one of this.`)
    }
    return made
  })
}

/** What a batch gave, as text. Features are little-endian 32-bit floats. */
export function encodeWork({ outcomes, edits, seconds }: Work): string {
  return JSON.stringify({
    outcomes: outcomes.map(({ key, png, feature }) => ({ key, png: base64(png), feature: base64(feature) })),
    edits,
    seconds,
  })
}

/** Reads `encodeWork`. Throws where it is not that. */
export function decodeWork(text: string): Work {
  const { outcomes, edits, seconds } = workSchema.parse(JSON.parse(text))
  return {
    outcomes: outcomes.map(({ key, png, feature }) => ({
      key,
      png: bytesOf(png),
      feature: new Float32Array(bytesOf(feature).buffer),
    })),
    edits,
    seconds,
  }
}

const base64 = ({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')

/** In a buffer of their own, as floats need it. */
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'base64'))
