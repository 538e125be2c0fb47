import { isDeepStrictEqual } from 'node:util'
import * as tf from '@tensorflow/tfjs-core'
import type { Weights } from '../weights/types.ts'
import { createGraph, type Plan } from './graph.ts'
import { toTensor, toValue, tracerName, tracingBackend } from './tracing-backend.ts'
import type { Forward, InputSpec } from './types.ts'
import type { Value } from './value.ts'

/** Primes larger than any extent of a model, so that a multiple of one is a multiple of the batch size. */
const batches = [9973, 9967] as const

/**
 * Follows a forward pass over tensors without elements and gives back the ONNX graph that computes the same for any
 * batch size. Throws an Error that names the function where it uses a kernel without a rule, reads an element, or
 * depends on the batch size other than by extents that are its multiples.
 */
export function trace(
  forward: Forward,
  specification: {
    readonly name: string
    readonly weights: Weights
    readonly inputs: Readonly<Record<string, InputSpec>>
  },
): Plan {
  const [plan, other] = batches.map((batch) => traceOnce(forward, specification, batch))
  if (!plan || !isDeepStrictEqual(plan, other)) {
    throw new Error(`engine: the batch size enters ${specification.name} as a number, not only as an extent`)
  }
  return plan
}

function traceOnce(
  forward: Forward,
  { name, weights, inputs }: Parameters<typeof trace>[1],
  batch: number,
): Plan {
  const graph = createGraph(batch)
  const previous = tf.engine().backendName
  tf.registerBackend(tracerName, () => tracingBackend(graph, name))
  void tf.setBackend(tracerName)
  try {
    let plan: Plan | undefined
    tf.tidy(() => {
      const parameters = new Map<string, tf.Tensor>()
      const params = (parameter: string) => {
        const known =
          parameters.get(parameter) ?? toTensor(graph, graph.parameter(parameter, weights.span(parameter)))
        parameters.set(parameter, known)
        return known
      }
      const tensors: Record<string, tf.Tensor> = {}
      for (const [key, { shape, dtype = 'float32' }] of Object.entries(inputs)) {
        tensors[key] = toTensor(
          graph,
          graph.input(
            key,
            shape.map((extent) => (extent === 'batch' ? batch : extent)),
            dtype,
          ),
        )
      }
      const results: Record<string, Value> = {}
      for (const [key, tensor] of Object.entries(forward(params, tensors)))
        results[key] = toValue(graph, tensor)
      plan = graph.finish(results)
    })
    if (!plan) throw new Error('unreachable: the forward pass returned')
    return plan
  } catch (error) {
    throw explain(error, name)
  } finally {
    tf.removeBackend(tracerName)
    if (previous) void tf.setBackend(previous)
  }
}

/** Says which function used a kernel that there is no rule for. */
function explain(error: unknown, name: string): unknown {
  if (!(error instanceof Error)) return error
  const kernel = /Kernel '(\w+)' not registered/.exec(error.message)?.[1]
  if (kernel) return new Error(`engine: the tracer has no rule for kernel ${kernel}, used in ${name}`)
  return error.message.startsWith('engine:')
    ? error
    : new Error(`engine: tracing ${name}: ${error.message}`, { cause: error })
}
