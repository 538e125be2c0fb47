import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { settingsOf } from '../editing/settings.ts'
import { InputError } from '../errors.ts'
import { batchId, decodeWork, encodeWork, fromMessage, toMessage } from './batch-message.ts'
import { someSettings } from './testing.ts'
import type { Unit } from './unit.ts'
import { createUnits } from './unit.ts'

const { sampling } = someSettings
const unit = createUnits('a'.repeat(64), sampling)
const word = fc.string({ minLength: 1 })
const plain = { noNullPrototype: true }
const edit = fc.record(
  {
    pairs: fc.array(fc.record({ source: word, destination: word }, plain), { minLength: 1, maxLength: 3 }),
    preserve: fc.array(word, { maxLength: 2 }),
    lambda: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
  },
  plain,
)
const batches: fc.Arbitrary<readonly Unit[]> = fc.array(edit, { minLength: 1, maxLength: 3 }).chain((edits) =>
  fc
    .array(fc.record({ prompt: word, seed: fc.nat(), edit: fc.option(fc.nat(edits.length - 1)) }), {
      minLength: 1,
      maxLength: 6,
    })
    .map((units) =>
      units.map(({ prompt, seed, edit }) => {
        const given = edit === null ? undefined : edits[edit]
        return unit(prompt, seed, given ? { ...settingsOf({ lambda: given.lambda }), ...given } : null)
      }),
    ),
)

const overTheWire = (message: unknown): unknown => JSON.parse(JSON.stringify(message))

test('a batch is the same after its way through a queue, and each of its edits goes there once', () => {
  fc.assert(
    fc.property(batches, (batch) => {
      const message = toMessage(batch)
      assert.deepEqual(fromMessage(overTheWire(message), unit), batch)
      assert.equal(
        message.edits.length,
        new Set(batch.flatMap(({ edit }) => (edit ? [JSON.stringify(edit)] : []))).size,
      )
    }),
  )
})

test('a batch of another run, or with a part changed, is refused', () => {
  const other = createUnits('b'.repeat(64), sampling)
  fc.assert(
    fc.property(batches, (batch) => {
      const message = toMessage(batch)
      assert.throws(() => fromMessage(overTheWire(message), other), InputError)
      const moved = message.units.map((each) => ({ ...each, seed: each.seed + 1 }))
      assert.throws(() => fromMessage({ ...message, units: moved }, unit), InputError)
    }),
  )
  assert.throws(() => fromMessage({ units: 1 }, unit), InputError)
})

test('a batch’s name is decided by its units and their order', () => {
  const [a, b] = [unit('A rose', 0), unit('A rose', 1)]
  assert.equal(batchId([a, b]), batchId([unit('A rose', 0), unit('A rose', 1)]))
  assert.notEqual(batchId([a, b]), batchId([b, a]))
  assert.notEqual(batchId([a, b]), batchId([a]))
})

test('what a batch gave comes back bit for bit', () => {
  const features = fc.float32Array({ minLength: 1, maxLength: 5 })
  const outcome = fc.record({ key: word, png: fc.uint8Array(), feature: features })
  fc.assert(
    fc.property(
      fc.array(outcome),
      batches,
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      (outcomes, batch, seconds) => {
        const edits = batch.flatMap(({ key, edit }) =>
          edit
            ? [
                {
                  id: key,
                  spec: edit,
                  effect: { layers: 7, matrices: 14, parameters: 100, size: seconds / 7 },
                },
              ]
            : [],
        )
        const work = { outcomes, edits, seconds }
        const back = decodeWork(encodeWork(work))
        assert.deepEqual({ ...back, outcomes: [] }, { ...work, outcomes: [] })
        back.outcomes.forEach(({ key, png, feature }, k) => {
          const was = outcomes[k]
          assert.equal(key, was?.key)
          assert.deepEqual([...png], [...(was?.png ?? [])])
          assert.ok(feature.every((value, at) => Object.is(value, was?.feature[at])))
        })
      },
    ),
  )
})
