import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Look, lookOfKind, lookOfMatrices, lookOfMeasure, lookOfMethod } from './palette.ts'

const apart = (looks: readonly Look[]) => {
  for (const part of ['colour', 'shape'] as const) {
    assert.equal(new Set(looks.map((look) => look[part])).size, looks.length, part)
  }
}

test('what shares a figure is told apart by colour and, without colours, by shape', () => {
  apart(['oracle', 'baseline', 'TIME', 'my-own'].map(lookOfMethod))
  apart(['generality', 'specificity', 'harmonic mean'].map(lookOfMeasure))
  apart(['K+V', 'V'].map(lookOfMatrices))
  apart([0, 1, 2, 3].map(lookOfKind))
})

test('a method looks the same in every figure', () => {
  assert.deepEqual(lookOfMethod('TIME, in bulk'), lookOfMethod('TIME'))
  assert.deepEqual(lookOfMatrices('K+V'), lookOfMethod('TIME'))
})
