import * as tf from '@tensorflow/tfjs-core'
import { holdsOnBothEngines } from './agreement.ts'

holdsOnBothEngines('one input', (x) => {
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
})

holdsOnBothEngines('two inputs', (x, y, params) => {
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
})
