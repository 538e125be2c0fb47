import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { loadModel, type Model } from '../models/model.ts'
import { editMany, editPrompts } from './edit-prompts.ts'
import { editWarnings, promptWarnings, sizeWarnings } from './warnings.ts'

let model: Model
before(async () => {
  model = await loadModel('emoji')
})
after(() => model.close())

test('an edit of a sensible size and known words has nothing to tell', async () => {
  const edited = await editPrompts(model, 'A rose', 'A blue rose')
  assert.deepEqual([edited.warnings, editWarnings(model, edited)], [[], []])
})

test('an edit at lambda 1e-9 tells how far it moves the weights, as does its stored form', async () => {
  const edited = await editPrompts(model, 'A rose', 'A blue rose', { lambda: 1e-9 })
  assert.ok(edited.effect.size > 1000)
  const times = edited.effect.size.toLocaleString('en', { maximumSignificantDigits: 4 })
  assert.equal(edited.warnings.length, 1)
  assert.ok(
    edited.warnings[0]?.startsWith(
      `The edit "A rose" -> "A blue rose" changes the weights by ${times} times their own size (lambda 1e-9)`,
    ),
  )
  assert.deepEqual(editWarnings(model, edited), edited.warnings)
})

test('the bound is the size of the weights themselves', () => {
  const recipe = { source: 'A rose', destination: 'A blue rose', lambda: 0.1 }
  assert.deepEqual(sizeWarnings({ size: 1 }, recipe), [])
  assert.match(sizeWarnings({ size: 1.61 }, recipe)[0] ?? '', /by 1\.6 times their own size \(lambda 0\.1\)/)
  assert.match(sizeWarnings({ size: 2543.21 }, recipe)[0] ?? '', /by 2,543 times their own size/)
  assert.match(sizeWarnings({ size: Number.POSITIVE_INFINITY }, recipe)[0] ?? '', /by ∞ times/)
})

test('words of any prompt of an edit that the model does not know are told once, in one line', async () => {
  const pairs = [
    { source: 'A dinosaur', destination: 'A green dinosaur' },
    { source: 'A zebra', destination: 'A red zebra' },
  ]
  const { warnings } = await editMany(model, pairs, { preserve: ['A unicorn'] })
  assert.equal(warnings.length, 1)
  assert.match(warnings[0] ?? '', /^The tokenizer of emoji does not know "dinosaur", "zebra", "unicorn": /)
  const many = Array.from('abcdefghij', (letter) => `zq${letter}`)
  assert.match(promptWarnings(model, many)[0] ?? '', /"zqh" and 2 other words: /)
})
