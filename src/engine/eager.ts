import * as tf from '@tensorflow/tfjs-core'
import { loadBackend, onBackend } from './backend.ts'
import { checkInputs } from './check-inputs.ts'
import { forgetFilter } from './filters.ts'
import type { NDArray } from './ndarray.ts'
import type { Engine, Params, Runner } from './types.ts'

/**
 * Runs forward passes operation by operation on a TensorFlow.js backend. Parameters become tensors at their first
 * use and stay until the runner is closed. A call blocks the event loop, so a signal only stops it before it begins.
 */
export function createEagerEngine(backend: string): Engine {
  const runners = new Set<Runner>()
  return {
    name: `eager ${backend}`,
    async compile(forward, { name, weights, inputs: specs }) {
      await loadBackend(backend)
      const held = new Map<string, tf.Tensor>()
      const params: Params = (parameter) => {
        const known = held.get(parameter)
        if (known) return known
        const tensor = tf.keep(tf.tensor(weights.read(parameter), [...weights.span(parameter).shape]))
        held.set(parameter, tensor)
        return tensor
      }
      const runner: Runner = {
        async run(inputs, { signal } = {}) {
          signal?.throwIfAborted()
          checkInputs(name, specs, inputs)
          const outputs: Record<string, NDArray> = {}
          onBackend(backend, () =>
            tf.tidy(() => {
              const tensors: Record<string, tf.Tensor> = {}
              for (const [key, spec] of Object.entries(specs))
                tensors[key] = toTensor(inputs[key], spec.dtype)
              for (const [key, tensor] of Object.entries(forward(params, tensors)))
                outputs[key] = toArray(tensor)
            }),
          )
          return outputs
        },
        async close() {
          onBackend(backend, () => {
            for (const tensor of held.values()) {
              forgetFilter(tensor)
              tensor.dispose()
            }
          })
          held.clear()
          runners.delete(runner)
        },
      }
      runners.add(runner)
      return runner
    },
    async close() {
      for (const runner of [...runners]) await runner.close()
    },
  }
}

function toTensor(input: NDArray | undefined, dtype: 'float32' | 'int32' = 'float32'): tf.Tensor {
  if (!input) throw new Error('unreachable: inputs are checked')
  const data = dtype === 'int32' ? Int32Array.from(input.data) : input.data
  return tf.tensor(data, [...input.shape], dtype)
}

/** Copies, because a backend may hand out the memory that the tensor itself lives in. */
function toArray(tensor: tf.Tensor): NDArray {
  return { data: Float32Array.from(tensor.dataSync()), shape: tensor.shape }
}
