import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { shippedDatasets } from '../datasets/shipped.ts'
import { openJudge } from '../evaluation/judge.ts'
import { shippedClip } from '../evaluation/testing.ts'
import { loadModel } from '../models/model.ts'
import { temporaryFolder } from '../weights/testing.ts'
import { reproduce } from './reproduce.ts'
import { table2 } from './table2.ts'

const noPython: string | false =
  spawnSync('python3', ['-c', 'import sqlite3']).status === 0
    ? false
    : 'no python3 with sqlite3 on this machine'

const [model, judge] = await Promise.all([loadModel('emoji'), openJudge(shippedClip)])
after(() => Promise.all([model.close(), judge.close()]))

test('the lines of Python in the docs recompute efficacy from a run’s ledger', {
  skip: noPython,
}, async () => {
  const folder = temporaryFolder()
  const into = join(folder, 'run')
  const dataset = join(shippedDatasets, 'emoji', 'test.csv')
  const options = {
    model,
    judge,
    into,
    dataset,
    limit: 2,
    seeds: 2,
    sampling: { steps: 2 },
    keepPictures: false,
  }
  await reproduce('table2', { ...options, edit: { lambda: 50 }, onNotice: () => {} })
  const view = await reproduce('table2', { ...options, onNotice: () => {} })

  const docs = readFileSync(fileURLToPath(new URL('../../docs/running.md', import.meta.url)), 'utf8')
  const lines = docs.slice(docs.indexOf('    import csv,')).split('\n')
  const end = lines.findIndex((line) => line !== '' && !line.startsWith('    '))
  const script = join(folder, 'efficacy.py')
  writeFileSync(
    script,
    lines
      .slice(0, end)
      .map((line) => line.slice(4))
      .join('\n'),
  )
  const { stdout, stderr } = spawnSync('python3', [script, into], { encoding: 'utf8' })

  const [main] = table2.tables(view)
  const expected = ['baseline', 'TIME'].map((name) => {
    const row = main?.table.objects().find((each) => {
      const { method, model: of } = each as { readonly method: string; readonly model: string }
      return method === name && of === 'emoji'
    }) as { readonly efficacy: number }
    return `${name === 'TIME' ? 'edited' : name} efficacy ${row.efficacy}`
  })
  const found = stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/[\d.]+$/, (value) => `${Number(value)}`))
  assert.deepEqual(found, expected, stderr)
})
