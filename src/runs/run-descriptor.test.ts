import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '../digest.ts'
import { type Drawer, describeRun, misfits, runDescriptorSchema } from './run-descriptor.ts'
import { someSettings } from './testing.ts'

const named = (name: string) => ({ name, digest: sha256(name) })
const drawer: Drawer = {
  model: named('emoji'),
  judge: named('clip'),
  method: null,
  code: 'c'.repeat(64),
  timelab: '0.1.0',
}
const { sampling } = someSettings

test('a worker with the same model, judge and code fits, and may have a method besides', () => {
  assert.deepEqual(misfits(drawer, drawer), [])
  assert.deepEqual(misfits(drawer, { ...drawer, method: named('mine') }), [])
  assert.deepEqual(misfits({ ...drawer, model: { ...drawer.model, name: '/other/path' } }, drawer), [])
})

test('each thing that differs is named, with both sides', () => {
  const run: Drawer = { ...drawer, method: named('mine') }
  const worker: Drawer = {
    model: named('sd'),
    judge: named('big'),
    method: null,
    code: 'd'.repeat(64),
    timelab: '0.1.0',
  }
  const reasons = misfits(run, worker)
  assert.equal(reasons.length, 4)
  for (const [k, says] of [
    /emoji.*sd.*--model/,
    /clip.*big.*--judge/,
    /mine.*none.*--method/,
    /cccc.*dddd/,
  ].entries()) {
    assert.match(reasons[k] ?? '', says)
  }
})

test('a run has the same name when it goes on, and another with anything else', () => {
  const run = describeRun('folder', drawer, sampling)
  assert.equal(describeRun('folder', drawer, { ...sampling }).id, run.id)
  const others = [
    describeRun('other', drawer, sampling),
    describeRun('folder', { ...drawer, code: sha256('other') }, sampling),
    describeRun('folder', { ...drawer, method: named('mine') }, sampling),
    describeRun('folder', drawer, { ...sampling, steps: 3 }),
  ]
  assert.equal(new Set([run, ...others].map(({ id }) => id)).size, 5)
  assert.deepEqual(runDescriptorSchema.parse(JSON.parse(JSON.stringify(run))), run)
})

test('an announcement that is not one of a run, or would move a terminal’s cursor, is not read', () => {
  const run = describeRun('folder', drawer, sampling)
  for (const other of [
    null,
    { ...run, id: '../x' },
    { ...run, host: 'a\u001b[2Jb' },
    { ...run, model: { ...run.model, name: 'two\nlines' } },
    { ...run, sampling: { ...sampling, steps: 0 } },
    { ...run, more: 1 },
  ]) {
    assert.equal(runDescriptorSchema.safeParse(other).success, false)
  }
})
