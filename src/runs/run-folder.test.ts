import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { InputError } from '../errors.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { lockState } from './lock.ts'
import { keepPicture, openRunFolder, picturePath, readPicture, readSettings } from './run-folder.ts'
import { someSettings } from './testing.ts'

const dataset = join(temporaryFolder(), 'test.csv')
writeFileSync(dataset, 'source,destination\n')
const open = (folder: string, settings = someSettings) =>
  openRunFolder(folder, settings, { 'dataset.csv': dataset })

test('a run folder keeps its settings and inputs, and opens again with the same ones', () => {
  const folder = join(temporaryFolder(), 'deep', 'run')
  open(folder).release()
  assert.deepEqual(readSettings(folder), someSettings)
  assert.equal(readFileSync(join(folder, 'dataset.csv'), 'utf8'), 'source,destination\n')
  open(folder).release()
})

test('whoever has a run folder open is alone with it, and anybody can see that', () => {
  const folder = temporaryFolder()
  assert.equal(lockState(folder), undefined)
  const begun = Date.now()
  const lock = open(folder)
  const state = lockState(folder)
  assert.ok(state?.held && state.since >= begun - 1000 && state.since <= Date.now())
  assert.throws(() => open(folder), /Another process is working on the run folder/)
  lock.release()
  assert.equal(lockState(folder)?.held, false)
  open(folder).release()
})

test('a folder that holds something else is refused, and nothing in it is touched', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '.notes.1.tmp'), 'mine')
  assert.throws(() => open(folder), InputError)
  assert.deepEqual(readdirSync(folder), ['.notes.1.tmp'])
})

test('what a killed process was writing is swept away, wherever it was cut off', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '.run.json.99.tmp'), '{"exper')
  writeFileSync(join(folder, '.dataset.csv.99.tmp'), 'sou')
  open(folder).release()
  assert.deepEqual(readdirSync(folder).sort(), ['dataset.csv', 'lock.sqlite', 'run.json'])
  const digest = keepPicture(folder, Uint8Array.of(1, 2, 3))
  const left = join(folder, 'pictures', digest.slice(0, 2), '.abc.png.99.tmp')
  writeFileSync(left, 'half')
  open(folder).release()
  assert.ok(!existsSync(left))
  assert.deepEqual([...readPicture(folder, digest)], [1, 2, 3])
})

test('a picture that is gone or changed is said to be, by its path', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'pictures'))
  const digest = keepPicture(folder, Uint8Array.of(4))
  writeFileSync(picturePath(folder, digest), 'other')
  assert.throws(() => readPicture(folder, digest), /is not the one that was drawn/)
  rmSync(picturePath(folder, digest))
  assert.throws(() => readPicture(folder, digest), /no longer has its picture/)
})
