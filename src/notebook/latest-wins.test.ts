import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as later } from 'node:timers/promises'
import { latestWins } from './latest-wins.ts'

test('hurried work is finished, and of what came meanwhile only the newest is done', async () => {
  const done: number[] = []
  const ask = latestWins(async (request: number) => {
    await later(5)
    done.push(request)
  })
  await Promise.all([1, 2, 3, 4].map((request) => ask(request, true)))
  assert.deepEqual(done, [1, 4])
  await ask(5, true)
  assert.deepEqual(done, [1, 4, 5])
})

test('work that is not hurried is cut short by what comes next', async () => {
  const done: number[] = []
  const ask = latestWins(async (request: number, signal) => {
    await later(20, undefined, { signal })
    done.push(request)
  })
  await Promise.all([ask(1, false), ask(2, false)])
  assert.deepEqual(done, [2])
})

test('a failure reaches who asked, and the next request is served', async () => {
  const ask = latestWins(async (request: number) => {
    if (request < 0) throw new Error('below 0')
  })
  await assert.rejects(ask(-1, true), /below 0/)
  await ask(1, true)
})
