import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import { InputError } from '../errors.ts'
import { parsePromptPair } from './destination-form.ts'
import { readDataset } from './read.ts'

interface FormedPrompt {
  readonly source: string
  readonly destination: string
  readonly prompt: string
  /** As a person forms it; empty where the prompt is to be refused. */
  readonly form: string
}

/**
 * How many prompts get the form that a person gave them, another, or none. Capitals do not count: text encoders read
 * them as small letters.
 */
function score(prompts: readonly FormedPrompt[]) {
  const found = { right: 0, wrong: 0, refused: 0 }
  for (const { source, destination, prompt, form } of prompts) {
    const got = derived(prompt, source, destination)
    if (got.toLowerCase() === form.toLowerCase()) found.right += 1
    else if (got === '') found.refused += 1
    else found.wrong += 1
  }
  return found
}

function derived(prompt: string, source: string, destination: string): string {
  try {
    return parsePromptPair(prompt, source, destination).destination
  } catch (error) {
    if (error instanceof InputError) return ''
    throw error
  }
}

function holds(prompts: readonly FormedPrompt[], name: string): void {
  const { right, wrong } = score(prompts)
  assert.ok(right >= 0.85 * prompts.length, `${name}: ${right} of ${prompts.length} right`)
  assert.ok(wrong <= 0.05 * prompts.length, `${name}: ${wrong} of ${prompts.length} wrong`)
}

test('of our own prompts of every kind at least 85 % get their form, and at most 5 % another', () => {
  const text = readFileSync(new URL('goldens/destination-forms.csv', import.meta.url), 'utf8')
  const prompts: (FormedPrompt & { written: string; kind: string })[] = parse(text, { columns: true })
  // Half of them were written before the rules were, half after.
  for (const half of ['before', 'after']) {
    const written = prompts.filter((each) => each.written === half)
    assert.ok(written.length >= 75)
    holds(written, half)
  }
  for (const [kind, group] of Map.groupBy(prompts, (each) => each.kind)) {
    assert.ok(score(group).right > group.length / 2, kind)
  }
})

const timed = process.env.TIMELAB_TIMED ?? fileURLToPath(new URL('../../datasets/timed', import.meta.url))
const missing =
  !existsSync(join(timed, 'TIMED_test_set.csv')) &&
  'TIMED is not there: fetch it with "timelab datasets pull timed", or name its folder in TIMELAB_TIMED'

for (const name of ['TIMED_test_set', 'TIMED_validation_set']) {
  test(`so it is with the pairs of ${name}, as its authors formed them`, { skip: missing }, () => {
    const { entries } = readDataset(join(timed, `${name}.csv`), { normalise: true })
    const prompts = entries.flatMap(({ source, destination, positives, negatives }) =>
      [...positives, ...negatives].map((pair) => ({
        source,
        destination,
        prompt: pair.prompt,
        form: pair.destination,
      })),
    )
    assert.ok(prompts.length >= 80)
    holds(prompts, name)
  })
}
