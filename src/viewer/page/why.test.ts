import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatMargin, whyOf } from './why.ts'

test('it is said why a sample counted', () => {
  assert.equal(whyOf('efficacy', true, 0.0312), 'success: margin +0.031, towards the destination')
  assert.equal(whyOf('generality', false, -0.2), 'failure: margin −0.200, towards the prompt')
  assert.equal(
    whyOf('specificity', true, -0.0105),
    'success: margin −0.011, towards the prompt, which should stay as it is',
  )
  assert.match(whyOf('specificity', false, 0.01), /^failure: .*towards the destination/)
  assert.match(whyOf('generality', false, 0), /a tie/)
  assert.equal(formatMargin(0), '0')
})
