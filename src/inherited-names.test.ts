import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { table } from 'arquero'
import { parseDataset } from './datasets/parse-edits.ts'
import { settingsOf } from './editing/settings.ts'
import { inMemory } from './engine/in-memory.ts'
import { findExperiment } from './experiments/experiments.ts'
import { showTable } from './experiments/report-formats.ts'
import { loadModel } from './models/model.ts'
import { chooseSampler, schedulerConfig } from './models/scheduler-config.ts'
import { textConfig } from './models/text-config.ts'
import { createScheduler } from './sampling/scheduler.ts'
import { openSafetensors } from './weights/safetensors.ts'
import { writeSafetensors } from './weights/write-safetensors.ts'

/** What every object inherits, and no file, flag or notebook means by these names. */
const names = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__']
const folder = mkdtempSync(join(tmpdir(), 'timelab-names-'))
after(() => rmSync(folder, { recursive: true }))

const refusals: Readonly<Record<string, (name: string) => unknown>> = {
  'an experiment': (name) => findExperiment(name),
  'a scheduler': (name) =>
    createScheduler(name as 'ddim', schedulerConfig({ _class_name: 'DDIMScheduler' }), 10),
  'a setting of an edit': (name) => settingsOf(JSON.parse(`{"${name}":1}`)),
  'a value of a setting': (name) => settingsOf({ align: name as 'released' }),
  'a class of scheduler': (name) => chooseSampler(schedulerConfig({ _class_name: name })),
  'an activation': (name) => textConfig({ hidden_act: name }),
  'a column': (name) => parseDataset(`old,new,${name}\na,b,c\n`, 'file.csv'),
}
for (const [what, ask] of Object.entries(refusals)) {
  test(`${what} by a name that every object inherits is unknown`, () => {
    for (const name of names) {
      assert.throws(
        () => ask(name),
        (error: Error) => error.name === 'InputError' && error.message.includes(name),
        name,
      )
    }
  })
}

test('a model by such a name is a folder, which is not there', async () => {
  for (const name of names)
    await assert.rejects(loadModel(name), { name: 'InputError', message: /There is no model folder/ })
})

test('a tensor by such a name is not there until it is', () => {
  const path = join(folder, 'one.safetensors')
  for (const name of names.slice(1)) {
    const array = { data: Float32Array.of(2), shape: [1] }
    assert.equal(inMemory({ other: array }).has(name), false)
    assert.throws(() => inMemory({ other: array }).span(name), /there is no weight/)
    assert.deepEqual(inMemory({ [name]: array }).read(name), array.data)
    writeSafetensors(path, { [name]: { dtype: 'F32', ...array } }, { [name]: 'kept' })
    const { weights, metadata } = openSafetensors(path)
    assert.deepEqual(weights.read(name), array.data)
    assert.deepEqual(Object.entries(metadata), [[name, 'kept']])
  }
})

test('a column by such a name is shown as any other', () => {
  for (const name of names.slice(1)) {
    const shown = showTable({ name: 'report', title: 'Report', table: table({ [name]: [1.25] }), digits: {} })
    assert.deepEqual(shown.cells, [['1.3']])
  }
})
