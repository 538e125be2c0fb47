import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type StatusFacts, statusOf } from './status.ts'

const now = 1_000_000_000
/** Three batches of 10 pictures, 2 s apart, the latest 1 s ago. */
const facts: StatusFacts = {
  total: 100,
  done: 30,
  lock: { held: true, since: now - 8000 },
  pace: [5000, 3000, 1000].map((ago) => ({ pictures: 10, at: now - ago })),
  now,
}

test('a working run goes at the rate of its latest batches', () => {
  assert.deepEqual(statusOf(facts), {
    state: 'working',
    total: 100,
    done: 30,
    left: 70,
    rate: 5,
    toGo: 14,
    idle: 1,
  })
})

test('batches of an earlier process say nothing of the rate of this one', () => {
  const old = Array.from({ length: 5 }, (_, k) => ({ pictures: 10, at: now - 9_000_000 + k }))
  assert.equal(statusOf({ ...facts, pace: [...old, ...facts.pace] }).rate, 5)
  const fresh = statusOf({ ...facts, pace: [...old, { pictures: 10, at: now - 1 }] })
  assert.deepEqual([fresh.state, fresh.rate, fresh.toGo], ['working', null, null])
})

test('a process that has just begun has not stalled, however long the run lay', () => {
  const { state, idle } = statusOf({ ...facts, pace: [{ pictures: 10, at: now - 9_000_000 }] })
  assert.deepEqual([state, idle], ['working', 9000])
})

test('a process that records nothing has stalled, and nobody knows its time to go', () => {
  const later = (seconds: number) => statusOf({ ...facts, now: now + 1000 * seconds })
  assert.equal(later(100).state, 'working')
  assert.deepEqual([later(200).state, later(200).toGo, later(200).idle], ['stalled', null, 201])
})

test('slow batches are given their time', () => {
  const slow = [900, 500, 100].map((ago) => ({ pictures: 1, at: now - 1000 * ago }))
  const status = statusOf({
    ...facts,
    lock: { held: true, since: now - 2e6 },
    pace: slow,
    now: now + 1_000_000,
  })
  assert.deepEqual([status.state, status.rate], ['working', 2 / 800])
})

test('a run that no process works on is stopped, finished, or has not begun', () => {
  const stopped = statusOf({ ...facts, lock: { held: false, since: now - 8000 } })
  assert.deepEqual([stopped.state, stopped.rate, stopped.toGo], ['stopped', 5, null])
  assert.equal(statusOf({ ...facts, done: 100 }).state, 'finished')
  const none = statusOf({ total: 100, done: 0, lock: undefined, pace: [], now })
  assert.deepEqual([none.state, none.rate, none.idle], ['not begun', null, null])
})
