import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { createEngine } from './create-engine.ts'
import { inMemory } from './in-memory.ts'
import { type NDArray, ndarray, sizeOf } from './ndarray.ts'
import * as ops from './ops.ts'
import { createGenerator } from './random.ts'
import type { Forward, InputSpec } from './types.ts'

/*
 * Every rule of the tracer against TensorFlow.js's own cpu backend, over random extents and several batch sizes a
 * session. A group is one function with an output for each case.
 */

type Cases = (
  x: tf.Tensor4D,
  y: tf.Tensor4D,
  params: (name: string) => tf.Tensor,
) => Readonly<Record<string, tf.Tensor>>

const groups: Readonly<Record<string, Cases>> = {
  'one input': (x) => {
    const positive = tf.add(tf.abs(x), 0.1)
    const unit = tf.mul(tf.sin(x), 0.9)
    return {
      abs: tf.abs(x),
      neg: tf.neg(x),
      exp: tf.exp(x),
      log: tf.log(positive),
      log1p: tf.log1p(positive),
      expm1: tf.expm1(x),
      sqrt: tf.sqrt(positive),
      rsqrt: tf.rsqrt(positive),
      square: tf.square(x),
      reciprocal: tf.reciprocal(positive),
      relu: tf.relu(x),
      relu6: tf.relu6(tf.mul(x, 4)),
      elu: tf.elu(x),
      selu: tf.selu(x),
      leakyRelu: tf.leakyRelu(x, 0.1),
      prelu: tf.prelu(x, tf.fill([1, 1, 1, x.shape[3]], 0.3) as tf.Tensor4D),
      sigmoid: tf.sigmoid(x),
      softplus: tf.softplus(x),
      tanh: tf.tanh(x),
      erf: tf.erf(x),
      sin: tf.sin(x),
      cos: tf.cos(x),
      tan: tf.tan(unit),
      asin: tf.asin(unit),
      acos: tf.acos(unit),
      atan: tf.atan(x),
      sinh: tf.sinh(unit),
      cosh: tf.cosh(unit),
      asinh: tf.asinh(x),
      acosh: tf.acosh(tf.add(positive, 1)),
      atanh: tf.atanh(unit),
      floor: tf.floor(x),
      ceil: tf.ceil(x),
      round: tf.round(tf.mul(x, 3)),
      sign: tf.sign(x),
      step: tf.step(x, 0.2),
      clip: tf.clipByValue(x, -0.5, 0.7),
      zeros: tf.zerosLike(x),
      ones: tf.onesLike(x),
      softmax: tf.softmax(x),
      logSoftmax: tf.logSoftmax(x),
      isNan: tf.isNaN(x),
      integer: tf.cast(tf.mul(x, 5), 'int32'),
      truth: tf.logicalNot(tf.cast(tf.relu(x), 'bool')),
    }
  },
  'two inputs': (x, y, params) => {
    const row = params('row')
    const positive = tf.add(tf.abs(y), 0.5)
    const [i, j] = [
      tf.cast(tf.mul(x, 9), 'int32'),
      tf.add(tf.cast(tf.abs(tf.mul(y, 3)), 'int32'), tf.scalar(1, 'int32')),
    ]
    const [more, less] = [tf.greater(x, y), tf.less(x, 0)]
    return {
      add: tf.add(x, y),
      row: tf.add(x, row),
      left: tf.sub(row, x),
      column: tf.mul(x, tf.mean(y, 3, true)),
      sub: tf.sub(x, y),
      mul: tf.mul(x, y),
      div: tf.div(x, positive),
      pow: tf.pow(positive, x),
      maximum: tf.maximum(x, y),
      minimum: tf.minimum(x, y),
      mod: tf.mod(x, positive),
      addN: tf.addN([x, y, x]),
      floorDiv: tf.floorDiv(i, j),
      intMod: tf.mod(i, j),
      intMul: tf.mul(i, j),
      mixed: tf.add(i, x),
      squaredDifference: tf.squaredDifference(x, y),
      equal: tf.equal(i, j),
      notEqual: tf.notEqual(i, j),
      greater: more,
      greaterEqual: tf.greaterEqual(i, j),
      less,
      lessEqual: tf.lessEqual(i, j),
      and: tf.logicalAnd(more, less),
      or: tf.logicalOr(more, less),
      xor: tf.logicalXor(more, less),
      where: tf.where(more, x, y),
      whereRow: tf.where(tf.greater(x, 0), x, row),
      scalar: tf.sub(1, x),
    }
  },
  reductions: (x) => ({
    sum: tf.sum(x),
    sumLast: tf.sum(x, -1),
    sumKept: tf.sum(x, [1, 2], true),
    mean: tf.mean(x, [1, 2]),
    meanBatch: tf.mean(x, 0),
    max: tf.max(x, 1),
    min: tf.min(x, [2, 3]),
    prod: tf.prod(x, 3),
    any: tf.any(tf.greater(x, 1), 3),
    all: tf.all(tf.greater(x, -1), [1, 3]),
    counted: tf.sum(tf.greater(x, 0), 2),
    argMax: tf.argMax(x, -1),
    argMin: tf.argMin(x, 1),
    cumsum: tf.cumsum(x, 2),
    cumsumBack: tf.cumsum(x, 1, true, true),
    variance: tf.moments(x, [1, 2]).variance,
    norm: tf.norm(x, 2, 3),
    top: tf.topk(x, 2).values,
    topAt: tf.topk(x, 2).indices,
    logSumExp: tf.logSumExp(x, 3),
  }),
  'shapes and slices': (x, y) => {
    const [batch, height, width, channels] = x.shape
    const flat = tf.reshape(x, [batch, height * width, channels])
    const [first, second] = tf.split(tf.concat([x, y], 0), 2, 0)
    const [one, rest] = tf.split(x, [1, channels - 1], 3)
    assert(first && second && one && rest)
    return {
      flat,
      merged: tf.reshape(x, [batch * height, width * channels]),
      spread: tf.reshape(flat, [-1, 1, channels]),
      expanded: tf.expandDims(x, 1),
      squeezed: tf.squeeze(tf.slice(x, [0, 0, 0, 0], [-1, 1, -1, -1]), [1]),
      moved: tf.transpose(x, [2, 0, 3, 1]),
      reversedAxes: tf.transpose(x),
      back: tf.transpose(tf.transpose(x, [0, 3, 1, 2]), [0, 2, 3, 1]),
      concat: tf.concat([x, y], 3),
      rows: tf.concat([x, y], 1),
      both: tf.add(first, tf.mul(second, 2)),
      one,
      rest,
      secondHalf: tf.slice(tf.concat([x, y], 0), [batch, 0, 0, 0], [batch, height, width, channels]),
      stacked: tf.stack([x, y], 1),
      unstacked: tf.add(...(tf.unstack(tf.stack([x, y], 0)) as [tf.Tensor, tf.Tensor])),
      slice: tf.slice(x, [0, 1, 0, 1], [-1, height - 1, width, 1]),
      head: tf.slice(x, [0], [1]),
      strided: tf.stridedSlice(x, [0, 0, width - 1, 0], [batch, height, -width - 1, channels], [1, 2, -1, 1]),
      shrunk: tf.stridedSlice(x, [0, 1, 0, 0], [0, 2, 0, 0], [1, 1, 1, 1], 0b1101, 0b1101, 0, 0, 0b0010),
      reverse: tf.reverse(x, [1, 3]),
      tile: tf.tile(x, [1, 2, 1, 3]),
      tileBatch: tf.tile(x, [2, 1, 1, 1]),
      pad: tf.pad(x, [
        [0, 0],
        [1, 2],
        [0, 1],
        [0, 0],
      ]),
      padOne: tf.pad(
        x,
        [
          [0, 0],
          [1, 0],
          [0, 0],
          [0, 2],
        ],
        1.5,
      ),
      mirror: tf.mirrorPad(
        x,
        [
          [0, 0],
          [1, 1],
          [0, 0],
          [0, 0],
        ],
        'reflect',
      ),
      gather: tf.gather(x, tf.tensor1d([1, 0, 1], 'int32'), 3),
      filled: tf.add(tf.fill(x.shape, 3), x),
      oneHot: tf.oneHot(tf.argMax(x, 3), channels, 2, -1),
      range: tf.mul(x, tf.range(0, channels)),
      linspace: tf.mul(x, tf.linspace(-1, 1, channels)),
      eye: tf.matMul(tf.reshape(x, [-1, channels]), tf.eye(channels)),
      space: tf.depthToSpace(tf.tile(x, [1, 1, 1, 4]), 2),
      broadcast: tf.broadcastTo(tf.slice(x, [0, 0, 0, 0], [-1, 1, 1, -1]), x.shape),
    }
  },
  products: (x, y, params) => {
    const [batch, height, width, channels] = x.shape
    const [p, q] = [x, y].map((z) => tf.reshape(z, [batch, height * width, channels]))
    assert(p && q)
    return {
      stacked: tf.matMul(p, q, true, false),
      scores: tf.matMul(p, q, false, true),
      both: tf.matMul(p, q, true, false),
      four: tf.matMul(x, y, false, true),
      plain: tf.matMul(tf.reshape(x, [-1, channels]), params('square')),
      shared: tf.matMul(p, tf.expandDims(params('square'), 0)),
      dot: tf.dot(tf.reshape(x, [-1, channels]), params('row')),
      fused: tf.fused.matMul({
        a: p as tf.Tensor3D,
        b: tf.tile(tf.expandDims(params('square'), 0), [batch, 1, 1]) as tf.Tensor3D,
        bias: params('row'),
        activation: 'relu',
      }),
      einsum: tf.einsum('bnc,bmc->bnm', p, q),
      linear: ops.linear(x, params('square'), params('row')),
      linearBare: ops.linear(p, params('wide')),
    }
  },
  convolutions: (x, y, params) => {
    const [, height, width, channels] = x.shape
    const filter = tf.transpose(params('conv'), [2, 3, 1, 0]) as tf.Tensor4D
    const depth = params('depth') as tf.Tensor4D
    const same = ops.conv2d(x, params('conv'), params('bias'), { padding: 1 })
    return {
      same,
      strided: ops.conv2d(x, params('conv'), params('bias'), { padding: 1, stride: 2 }),
      lopsided: ops.conv2d(x, params('conv'), undefined, {
        padding: [
          [0, 1],
          [0, 1],
        ],
        stride: 2,
      }),
      valid: ops.conv2d(x, params('point'), params('row')),
      plain: tf.conv2d(x, filter, 1, 'same'),
      tfStrided: tf.conv2d(x, filter, 2, 'same'),
      dilated: tf.conv2d(x, filter, 1, 'same', 'NHWC', 2),
      active: tf.fused.conv2d({
        x,
        filter,
        strides: 1,
        pad: 'same',
        activation: 'relu6',
        bias: params('bias') as tf.Tensor1D,
      }),
      depthwise: tf.depthwiseConv2d(x, depth, 1, 'same'),
      depthwise2: tf.depthwiseConv2d(x, depth, 2, 1),
      transposed: tf.conv2dTranspose(same as tf.Tensor4D, filter, x.shape, 1, 'same'),
      maxPool: tf.maxPool(x, 2, 2, 'valid'),
      maxSame: tf.maxPool(x, 3, 2, 'same'),
      avgPool: tf.avgPool(x, 2, 1, 'valid'),
      avgSame: tf.avgPool(x, 3, 2, 'same'),
      avgPadded: tf.avgPool(x, 3, 1, 1),
      nearest: ops.upsampleNearest2x(x),
      nearestDown: tf.image.resizeNearestNeighbor(x, [height, width * 3]),
      bilinear: tf.image.resizeBilinear(x, [height * 2, width + 1]),
      corners: tf.image.resizeBilinear(x, [height + 2, width * 2], true),
      half: tf.image.resizeBilinear(x, [height * 2, width * 2], false, true),
      batchNorm: tf.batchNorm(
        x,
        params('row') as tf.Tensor1D,
        tf.square(params('row')) as tf.Tensor1D,
        params('row') as tf.Tensor1D,
        undefined,
        0.1,
      ),
      block: ops.conv2d(
        ops.silu(
          ops.groupNorm(
            tf.add(
              ops.conv2d(x, params('square33'), params('row'), { padding: 1 }),
              tf.reshape(params('row'), [1, 1, 1, channels]),
            ),
            params('row'),
            params('row'),
            2,
            1e-5,
          ),
        ),
        params('square33'),
        undefined,
        { padding: 1 },
      ),
      skip: tf.concat([same, ops.conv2d(y, params('conv'), undefined, { padding: 1 }), x], 3),
      pooled: tf.mean(same, [1, 2]),
      summed: tf.add(same, ops.conv2d(y, params('conv'), undefined, { padding: 1 })),
    }
  },
  'fused operations': (x, y, params) => {
    const [batch, height, width, channels] = x.shape
    const [p, q] = [x, y].map((z) => tf.reshape(z, [batch, height * width, channels]))
    assert(p && q)
    return {
      silu: ops.silu(x),
      gelu: ops.gelu(x),
      quickGelu: ops.quickGelu(x),
      geglu: ops.geglu(x),
      groupNorm: ops.groupNorm(x, params('row'), params('row'), 2, 1e-5),
      groupFlat: ops.groupNorm(p, params('row'), params('row'), 2, 1e-6),
      layerNorm: ops.layerNorm(p, params('row'), params('row'), 1e-5),
      attention: ops.attention(p, q, q, 2),
      cross: ops.attention(p, tf.slice(q, [0, 1, 0], [-1, 2, -1]), tf.slice(p, [0, 0, 0], [-1, 2, -1]), 2),
      causal: ops.attention(p, q, q, 2, 'causal'),
      single: ops.attention(p, q, p, 1),
      embedding: ops.embedding(tf.argMax(x, 3), params('square')),
    }
  },
}

for (const [name, cases] of Object.entries(groups)) {
  test(`compiled and eager agree: ${name}`, async () => {
    const extents = fc.record({
      height: fc.integer({ min: 2, max: 5 }),
      width: fc.integer({ min: 2, max: 6 }),
      channels: fc.constantFrom(2, 4, 6),
      seed: fc.nat(),
    })
    await fc.assert(
      fc.asyncProperty(extents, async ({ height, width, channels, seed }) => {
        const { randn } = createGenerator(seed)
        const random = (shape: readonly number[]) => ndarray(randn(sizeOf(shape)), shape)
        const weights = inMemory({
          row: random([channels]),
          square: random([channels, channels]),
          wide: random([7, channels]),
          conv: random([6, channels, 3, 3]),
          bias: random([6]),
          point: random([channels, channels, 1, 1]),
          square33: random([channels, channels, 3, 3]),
          depth: random([3, 3, channels, 2]),
        })
        const forward: Forward = (params, { x, y }) => cases(x as tf.Tensor4D, y as tf.Tensor4D, params)
        const spec: InputSpec = { shape: ['batch', height, width, channels] }
        const inputs = [1, 2, 5].map((batch) => {
          const shape = [batch, height, width, channels]
          return { x: random(shape), y: random(shape) }
        })
        await sameOnBoth(forward, { name, weights, inputs: { x: spec, y: spec } }, inputs)
      }),
      { numRuns: 3 },
    )
  })
}

async function sameOnBoth(
  forward: Forward,
  specification: Parameters<ReturnType<typeof createEngine>['compile']>[1],
  calls: readonly Readonly<Record<string, NDArray>>[],
): Promise<void> {
  const engines = [createEngine({ threads: 1 }), createEngine({ engine: 'eager' })]
  try {
    const [compiled, eager] = await Promise.all(
      engines.map((engine) => engine.compile(forward, specification)),
    )
    assert(compiled && eager)
    for (const call of calls) assertClose(await compiled.run(call), await eager.run(call))
  } finally {
    for (const engine of engines) await engine.close()
  }
}

/** Every output within 2e-5 of its largest element. */
function assertClose(
  actual: Readonly<Record<string, NDArray>>,
  expected: Readonly<Record<string, NDArray>>,
): void {
  assert.deepEqual(Object.keys(actual), Object.keys(expected))
  for (const [key, reference] of Object.entries(expected)) {
    const result = actual[key]
    assert(result)
    assert.equal(`${result.shape}`, `${reference.shape}`, `shape of ${key}`)
    const scale = reference.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
    reference.data.forEach((value, i) => {
      const error = Math.abs((result.data[i] ?? Number.NaN) - value)
      assert(error <= 2e-5 * scale, `${key}[${i}] is ${result.data[i]}, not ${value}`)
    })
  }
}
