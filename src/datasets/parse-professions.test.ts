import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseProfessions } from './parse-professions.ts'
import { csvOf } from './testing.ts'

const columns = ['old', 'new', 'validation', 'ex1', 'ex2']
const judge = {
  old: 'A judge',
  new: 'A female judge',
  validation: 'A photo of a judge',
  ex1: 'A judge laughing',
  ex2: 'A judge in a garden',
}

test('a profession is read with its validation prompt and however many test prompts there are', () => {
  const { entries, findings } = parseProfessions(csvOf([judge], columns), 'own.csv')
  assert.deepEqual(entries, [
    {
      row: 2,
      source: 'A judge',
      destination: 'A female judge',
      validation: 'A photo of a judge',
      tests: ['A judge laughing', 'A judge in a garden'],
    },
  ])
  assert.deepEqual(findings, [])
  const one = parseProfessions(csvOf([judge], columns.slice(0, 4)), 'own.csv')
  assert.deepEqual(one.entries[0]?.tests, ['A judge laughing'])
})

test('a test prompt that lambda is chosen on is found, and left out when asked', () => {
  const text = csvOf([{ ...judge, ex2: 'a photo of a judge ' }], columns)
  const { findings } = parseProfessions(text, 'own.csv')
  assert.deepEqual(
    findings.map(({ column, kind }) => [column, kind]),
    [
      ['ex2', 'blank'],
      ['ex2', 'duplicate-prompt'],
    ],
  )
  const { entries } = parseProfessions(text, 'own.csv', { normalise: true })
  assert.deepEqual(entries[0]?.tests, ['A judge laughing'])
})

test('a gap in the test columns, or none of them, is refused by name', () => {
  assert.throws(
    () => parseProfessions(csvOf([judge], ['old', 'new', 'validation', 'ex1', 'ex3']), 'own.csv'),
    /unknown column "ex3"/,
  )
  assert.throws(
    () => parseProfessions(csvOf([judge], columns.slice(0, 3)), 'own.csv'),
    /lacks the column ex1/,
  )
  assert.throws(
    () => parseProfessions(csvOf([{ ...judge, validation: '' }], columns), 'own.csv'),
    /own\.csv, line 2, column validation: the field is empty/,
  )
})
