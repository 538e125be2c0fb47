import * as tf from '@tensorflow/tfjs-core'
import type { Graph } from './graph.ts'
import { sizeOf } from './ndarray.ts'
import { rules } from './rules/rules.ts'
import type { Value } from './value.ts'
import { filled } from './views.ts'

/** The name under which a tracing backend is registered while it traces. */
export const tracerName = 'timelab-tracer'

for (const [kernelName, rule] of rules) {
  tf.registerKernel({
    kernelName,
    backendName: tracerName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const graph = graphs.get(backend)
      if (!graph) throw new Error('unreachable: the tracer runs its own kernels')
      const values: Record<string, Value | undefined> = {}
      for (const [key, info] of Object.entries(inputs)) values[key] = info && toValue(graph, info)
      const result = rule(graph, values, attrs)
      return 'shape' in result ? infoOf(graph, result) : result.map((value) => infoOf(graph, value))
    },
  })
}

const graphs = new WeakMap<object, Graph>()
const traced = new WeakMap<object, Graph>()

/** A TensorFlow.js backend whose data are the values of a graph. TensorFlow.js's reference counts mean nothing to it. */
export function tracingBackend(graph: Graph, name: string): tf.KernelBackend {
  const unreadable = () => {
    throw new Error(`engine: ${name} reads elements while it is traced`)
  }
  const backend = Object.assign(new tf.KernelBackend(), {
    write: (values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType) =>
      remember(graph, constant(graph, values, shape, dtype, name)),
    read: unreadable,
    readSync: unreadable,
    disposeData: () => true,
    incRef: () => {},
    refCount: () => 1,
    numDataIds: () => 0,
    memory: () => ({ unreliable: true }),
    floatPrecision: () => 32 as const,
    epsilon: () => 1e-7,
    timerAvailable: () => false,
    dispose: () => {},
  })
  graphs.set(backend, graph)
  return backend
}

function constant(
  graph: Graph,
  values: unknown,
  shape: readonly number[],
  dtype: string,
  name: string,
): Value {
  const data =
    dtype === 'float32'
      ? Float32Array.from(values as Float32Array)
      : dtype === 'int32'
        ? Int32Array.from(values as Int32Array)
        : dtype === 'bool'
          ? Uint8Array.from(values as Uint8Array)
          : undefined
  if (!data) throw new Error(`engine: ${name} uses a constant of type ${dtype}`)
  const [first = 0] = data
  if (data.length > 1 && data.every((value: number) => value === first)) {
    return filled(graph, first, shape, dtype === 'float32' ? 'float32' : dtype === 'int32' ? 'int32' : 'bool')
  }
  if (data.length !== sizeOf(shape))
    throw new Error(`engine: ${name} uses a constant that does not fill [${shape}]`)
  if (shape.some((extent) => extent > 0 && extent % graph.batch === 0)) {
    throw new Error(`engine: ${name} uses a constant whose elements depend on the batch size`)
  }
  return graph.constant(data, shape)
}

function remember(graph: Graph, value: Value): Value {
  traced.set(value, graph)
  return value
}

/** The value behind a tensor; a tensor of another backend becomes a constant. */
export function toValue(graph: Graph, tensor: tf.TensorInfo): Value {
  if (traced.get(tensor.dataId) === graph) return tensor.dataId as Value
  const home = tf.engine().state.tensorInfo.get(tensor.dataId)?.backend
  if (!home) throw new Error('engine: a tensor was disposed before it was used')
  return remember(
    graph,
    constant(graph, home.readSync(tensor.dataId), tensor.shape, tensor.dtype, 'the function'),
  )
}

function infoOf(graph: Graph, value: Value): tf.TensorInfo {
  if (value.type !== 'float32' && value.type !== 'int32' && value.type !== 'bool') {
    throw new Error(`unreachable: TensorFlow.js has no ${value.type}`)
  }
  return { dataId: remember(graph, value), shape: [...value.shape], dtype: value.type }
}

/** A tensor that stands for a value; to be called while its graph's backend is active. */
export function toTensor(graph: Graph, value: Value): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(infoOf(graph, value))
}
