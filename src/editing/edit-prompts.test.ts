import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { InputError } from '../errors.ts'
import { loadModel, type Model } from '../models/model.ts'
import { draw, type Picture } from '../sampling/draw.ts'
import { openSafetensors } from '../weights/safetensors.ts'
import { encodeSafetensors, type TensorData } from '../weights/write-safetensors.ts'
import { checkEditFits, readEdit, writeEdit } from './edit-file.ts'
import { type Edited, editMany, editPrompts } from './edit-prompts.ts'
import { measureEffect } from './effect.ts'
import { applyMap, denseMap, identityMap } from './embedding-map.ts'
import { exportMatrices, exportUNet, overlay } from './materialise.ts'
import { plainProduct, relativeError } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'timelab-editing-'))
const at = (name: string) => join(folder, name)
const jobs = [1, 2].map((seed) => ({ prompt: 'a rose on the beach', seed }))
let model: Model
let blue: Edited

before(async () => {
  model = await loadModel('emoji')
  blue = await editPrompts(model, ' A  rose', 'A blue rose')
})
after(async () => {
  await model.close()
  rmSync(folder, { recursive: true })
})

test('an edit says what it touches and how far it moves it', () => {
  const { effect, recipe, seconds } = blue
  const { width } = recipe
  const inner = effect.parameters / (2 * width)
  assert.deepEqual([effect.layers, effect.matrices], [7, 14])
  assert.ok(Number.isInteger(inner) && inner > 0)
  assert.ok(effect.size > 0.001 && effect.size < 1)
  assert.ok(seconds > 0 && seconds < 10)
  assert.deepEqual([recipe.source, recipe.destination], ['A rose', 'A blue rose'])
  assert.deepEqual([recipe.lambda, recipe.width], [model.defaults.lambda, model.text.hidden_size])
})

test('keys alone are half of the matrices and parameters', async () => {
  const { effect } = await editPrompts(model, 'A rose', 'A blue rose', { only: 'keys' })
  assert.deepEqual([effect.layers, effect.matrices], [7, 7])
  assert.equal(effect.parameters, blue.effect.parameters / 2)
})

test('the size is that of the weights’ own change', () => {
  exportMatrices(at('matrices.safetensors'), blue.map, model.unet, model.unetWeights)
  const { weights } = openSafetensors(at('matrices.safetensors'))
  let [moved, whole] = [0, 0]
  for (const name of weights.names) {
    const [edited, original] = [weights.read(name), model.unetWeights.read(name)]
    original.forEach((value, i) => {
      moved += ((edited[i] ?? NaN) - value) ** 2
      whole += value ** 2
    })
  }
  assert.equal(weights.names.length, blue.effect.matrices)
  assert.ok(Math.abs(Math.sqrt(moved / whole) / blue.effect.size - 1) < 1e-2)
})

test('an edit that does nothing is an error', () => {
  assert.throws(
    () => measureEffect(identityMap(model.text.hidden_size), model.unet, model.unetWeights),
    /no cross-attention/,
  )
  const { keys } = blue.map
  assert.ok(keys)
  const still = { ...keys, left: new Float64Array(keys.left.length) }
  assert.throws(
    () => measureEffect({ ...blue.map, keys: still, values: still }, model.unet, model.unetWeights),
    /changes no weight/,
  )
})

test('the edited model draws what the unedited one draws from mapped embeddings', async () => {
  const virtual = await pictures(model, blue)
  exportMatrices(at('k-and-v.safetensors'), blue.map, model.unet, model.unetWeights)
  exportUNet(at('unet.safetensors'), blue.map, model.unet, model.unetWeights)
  for (const file of ['k-and-v.safetensors', 'unet.safetensors']) {
    const edited = await loadModel('emoji', { unetWeights: (weights) => overlay(weights, at(file)) })
    const drawn = await pictures(edited)
    await edited.close()
    assert.ok(meanDifference(drawn, virtual) < 1, `${file}: ${meanDifference(drawn, virtual)}`)
  }
  assert.ok(meanDifference(await pictures(model), virtual) > 4)
})

test('an exported UNet differs from its original in the edited projections alone', () => {
  const { weights } = openSafetensors(at('unet.safetensors'))
  assert.deepEqual(weights.names, model.unetWeights.names)
  const changed = weights.names.filter(
    (name) =>
      !Buffer.from(weights.read(name).buffer).equals(Buffer.from(model.unetWeights.read(name).buffer)),
  )
  assert.equal(changed.length, blue.effect.matrices)
  assert.ok(changed.every((name) => /attn2\.to_[kv]\.weight$/.test(name)))
})

test('an edit read back is the same edit, bit for bit, and draws the same bytes', async () => {
  writeEdit(at('edit.safetensors'), blue)
  const stored = readEdit(at('edit.safetensors'))
  assert.deepEqual(stored, { map: blue.map, recipe: blue.recipe })
  assert.deepEqual(await pictures(model, stored), await pictures(model, blue))
  checkEditFits(stored, model)
  const wide = { ...stored, map: { ...stored.map, width: 768 } }
  assert.throws(() => checkEditFits(wide, model), InputError)
})

test('the file of an edit of values alone says so, and its P times a value projection is the edited one', async () => {
  const values = await editPrompts(model, 'A rose', 'A blue rose', { only: 'values' })
  const file = at('values.safetensors')
  writeEdit(file, values)
  const stored = openSafetensors(file)
  assert.equal(stored.metadata.matrices, 'values alone')
  assert.deepEqual(stored.weights.names, ['values.left', 'values.right'])
  assert.deepEqual(readEdit(file), { map: values.map, recipe: values.recipe })
  assert.deepEqual(await pictures(model, readEdit(file)), await pictures(model, values))
  assert.ok(meanDifference(await pictures(model, values), await pictures(model, blue)) > 1)

  exportMatrices(at('v.safetensors'), values.map, model.unet, model.unetWeights)
  const { weights } = openSafetensors(at('v.safetensors'))
  assert.ok(weights.names.every((name) => name.endsWith('to_v.weight')))
  const [name] = weights.names
  assert.ok(name && values.map.values)
  const { width } = values.map
  const original = model.unetWeights.read(name)
  const product = plainProduct(original, denseMap(values.map.values), original.length / width, width)
  // The file holds float16.
  assert.ok(relativeError(weights.read(name), product) < 5e-4)
})

test('an edit of values alone that timelab 0.1 wrote, without prefixes, is read', async () => {
  const values = await editPrompts(model, 'A rose', 'A blue rose', { only: 'values' })
  writeEdit(at('values.safetensors'), values)
  const { metadata, weights } = openSafetensors(at('values.safetensors'))
  const plain = weights.names.map((name) => [
    name.replace('values.', ''),
    { dtype: 'F64' as const, shape: weights.span(name).shape, data: weights.readFloat64(name) },
  ])
  writeFileSync(at('old.safetensors'), encodeSafetensors(Object.fromEntries(plain), metadata))
  assert.deepEqual(readEdit(at('old.safetensors')).map, values.map)
})

test('what a method gives is checked: each fault is one sentence that names the method, the edit and the fault', async () => {
  const { keys } = blue.map
  assert.ok(keys)
  const { width } = keys
  const results: readonly [unknown, RegExp][] = [
    [undefined, /gave nothing/],
    [3, /gave a number/],
    [Promise.resolve(blue.map), /gave a Promise/],
    [{}, /gave no map/],
    [{ ...blue.map, width: 8 }, /gave a map 8 wide, for embeddings that are \d+ wide/],
    [identityMap(width), /edits neither keys nor values/],
    [{ width, keys, values: 'left' }, /no linear map in the map of the values/],
    [{ width, keys: { ...keys, rank: 1.5 }, values: keys }, /a rank of 1.5 in the map of the keys/],
    [{ width, keys: { ...keys, width: 8 }, values: keys }, /a width of 8/],
    [{ width, keys: { ...keys, left: [...keys.left] }, values: keys }, /"left" that is no Float64Array/],
    [{ width, keys: { ...keys, right: keys.right.slice(1) }, values: keys }, /"right" of \d+ numbers where/],
    [{ width, keys: { ...keys, left: keys.left.map(() => Number.NaN) }, values: keys }, /NaN or infinity/],
    [{ width, keys: { ...keys, factor: new Float64Array(3) }, values: undefined }, /"factor" of 3 numbers/],
  ]
  for (const [result, fault] of results) {
    const method = { name: 'mine', edit: () => result as typeof blue.map }
    await assert.rejects(
      () => editPrompts(model, 'A rose', 'A blue rose', { method }),
      (error) =>
        error instanceof InputError &&
        error.message.startsWith('The method "mine" gave ') &&
        error.message.includes('for the edit "A rose" -> "A blue rose": ') &&
        fault.test(error.message),
      String(fault),
    )
  }
  const failing = {
    name: 'mine',
    edit: () => {
      throw new Error('no such key.')
    },
  }
  await assert.rejects(
    () => editPrompts(model, 'A rose', 'A blue rose', { method: failing }),
    /The method "mine" failed \(no such key\) for the edit "A rose" -> "A blue rose": mend the method/,
  )
  const idle = {
    name: 'idle',
    edit: () => ({
      ...blue.map,
      values: { ...keys, left: new Float64Array(keys.left.length) },
      keys: undefined,
    }),
  }
  await assert.rejects(() => editPrompts(model, 'A rose', 'A blue rose', { method: idle }), InputError)
})

test('a damaged edit file is refused by name and by what is wrong', () => {
  writeEdit(at('edit.safetensors'), blue)
  const { metadata, weights } = openSafetensors(at('edit.safetensors'))
  const tensors = Object.fromEntries(
    weights.names.map((name) => [
      name,
      { dtype: 'F64' as const, shape: weights.span(name).shape, data: weights.readFloat64(name) },
    ]),
  )
  const { left, ...incomplete } = tensors
  assert.ok(left)
  const recipe = (change: object) => ({
    ...metadata,
    recipe: JSON.stringify({ ...JSON.parse(metadata.recipe ?? ''), ...change }),
  })
  const cases: [RegExp, Record<string, TensorData>, Record<string, string>][] = [
    [/no edit of timelab/, tensors, {}],
    [/recipe cannot be read/, tensors, { ...metadata, recipe: '{' }],
    [/recipe cannot be read .*lamda/, tensors, recipe({ lamda: 1 })],
    [/recipe cannot be read .*lambda/, tensors, recipe({ lambda: -1 })],
    [/12 wide/, tensors, recipe({ width: 12 })],
    [/no "left"/, incomplete, metadata],
    [/"extra" is no part/, { ...tensors, extra: left }, metadata],
    [/do not fit together/, { ...tensors, right: firstRows(left, 3) }, metadata],
    [/no number/, { ...tensors, left: { ...left, data: left.data.map(() => NaN) } }, metadata],
  ]
  for (const [message, content, kept] of cases) {
    writeFileSync(at('damaged.safetensors'), encodeSafetensors(content, kept))
    assert.throws(() => readEdit(at('damaged.safetensors')), { name: 'InputError', message })
    assert.throws(() => readEdit(at('damaged.safetensors')), /damaged\.safetensors/)
  }
  writeFileSync(at('damaged.safetensors'), readFileSync(at('edit.safetensors')).subarray(0, 1000))
  assert.throws(() => readEdit(at('damaged.safetensors')), InputError)
  assert.throws(() => readEdit(at('missing.safetensors')), InputError)
})

test('a bulk edit of one pair is that edit; of more, each source follows its destination', async () => {
  const one = await editMany(model, [{ source: 'A rose', destination: 'A blue rose' }])
  assert.deepEqual(one.map, blue.map)
  const [rose, car] = [
    { source: 'A rose', destination: 'A blue rose' },
    { source: 'A car', destination: 'A green car' },
  ]
  const both = await editMany(model, [rose, car], { align: 'prompt' })
  const swapped = await editMany(model, [car, rose], { align: 'prompt' })
  assert.ok(relativeError(dense(both), dense(swapped)) < 1e-9)
  assert.deepEqual(both.recipe.also, [car])
  assert.ok(both.effect.size > (await editMany(model, [rose], { align: 'prompt' })).effect.size)
})

test('a preserved prompt moves less than it would', async () => {
  const kept = await editPrompts(model, 'A rose', 'A blue rose', {
    preserve: ['A tulip'],
    preserveWeight: 10,
  })
  const [tulip] = await model.encode(['A tulip'])
  assert.ok(tulip)
  const change = ({ map }: Edited) => relativeError(applyMap(map, tulip.states).keys.data, tulip.states.data)
  assert.ok(change(kept) < 0.5 * change(blue))
  assert.deepEqual(kept.recipe.preserve, ['A tulip'])
})

test('QR in float32 gives the same edit', async () => {
  const [qr, cholesky] = await Promise.all(
    (['qr', 'cholesky'] as const).map((solver) =>
      editPrompts(model, 'A rose', 'A blue rose', { solver, align: 'prompt', augment: false, lambda: 1 }),
    ),
  )
  assert.ok(qr && cholesky && relativeError(dense(qr), dense(cholesky)) < 1e-4)
})

test('bad input is refused in one sentence that names it', async () => {
  const long = Array<string>(76).fill('rose').join(' ')
  const cases: [string, string, object, RegExp][] = [
    ['', 'A blue rose', {}, /source is empty/],
    ['A rose', '  ', {}, /destination is empty/],
    ['A rose', 'a  ROSE', {}, /both "A rose"/],
    ['A rose', 'A tulip', {}, /token 2 of the source, "rose"/],
    [long, `blue ${long}`, {}, /78 tokens long.*the text encoder reads 77/],
    [long.slice(10), `blue ${long.slice(10)}`, {}, /augmentation/],
    ['A rose', 'A blue rose', { lambda: 0 }, /lambda 0/],
    ['A rose', 'A blue rose', { lambda: NaN }, /lambda NaN/],
    ['A rose', 'A blue rose', { align: 'best' }, /align "best"/],
    ['A rose', 'A blue rose', { preserve: [''] }, /preserve is empty/],
  ]
  for (const [source, destination, options, message] of cases) {
    await assert.rejects(async () => editPrompts(model, source, destination, options), {
      name: 'InputError',
      message,
    })
  }
  await assert.rejects(editMany(model, []), InputError)
})

function firstRows(matrix: TensorData, rows: number): TensorData {
  const [, columns = 0] = matrix.shape
  return { ...matrix, shape: [rows, columns], data: matrix.data.subarray(0, rows * columns) }
}

async function pictures(of: Model, edited?: Pick<Edited, 'map'>): Promise<readonly Picture[]> {
  const drawn = jobs.map((job) => (edited ? { ...job, edit: edited.map } : job))
  return await Array.fromAsync(draw(of, drawn, { steps: 4, scheduler: 'ddim' }))
}

/** In levels of 255. */
function meanDifference(a: readonly Picture[], b: readonly Picture[]): number {
  let [sum, count] = [0, 0]
  a.forEach(({ pixels }, k) => {
    pixels.forEach((value, i) => {
      sum += Math.abs(value - (b[k]?.pixels[i] ?? NaN))
      count++
    })
  })
  return sum / count
}

function dense({ map }: Edited): Float64Array {
  assert.ok(map.keys)
  return denseMap(map.keys)
}
