import { availableParallelism } from 'node:os'
import { checkInputs } from './check-inputs.ts'
import { cannotStart, providerOf } from './device.ts'
import { locate } from './external-data.ts'
import type { NDArray } from './ndarray.ts'
import { encodeModel } from './onnx.ts'
import { openSession } from './session.ts'
import { openSessionPool } from './session-pool.ts'
import type { SessionInputs } from './session-worker.ts'
import { trace } from './tracer.ts'
import type { Engine, EngineOptions, InputSpec, Runner } from './types.ts'

/** From here on weights stay in their file, mapped, rather than being copied into the layouts that run fastest. */
const bytesLeftInPlace = 1e9

/**
 * Traces forward passes to ONNX graphs that ONNX Runtime runs in worker threads. The same inputs give the same bytes
 * for the same device, threads and batch size; another batch size may change the last bits.
 */
export function createCompiledEngine(options: EngineOptions): Engine {
  const { device = 'cpu', sessions = 1 } = options
  const threads = options.threads ?? Math.max(1, Math.floor(availableParallelism() / sessions))
  const runners = new Set<Runner>()
  return {
    name: `compiled ${device}`,
    async compile(forward, specification) {
      const provider = providerOf(device)
      const { name, inputs: specs } = specification
      const plan = trace(forward, specification)
      const { folder, initializers, bytes } = locate(plan.initializers, specification.weights)
      const order = {
        model: encodeModel({ ...plan, name, initializers }),
        options: {
          executionProviders: [provider],
          intraOpNumThreads: threads,
          interOpNumThreads: 1,
          logSeverityLevel: 4 as const,
          // `all` lays convolution weights out anew: 5 % faster, at a copy of all weights a session.
          graphOptimizationLevel: bytes > bytesLeftInPlace ? ('extended' as const) : ('all' as const),
          extra: { session: { model_external_initializers_file_folder_path: folder } },
        },
      }
      const pool = await openSessionPool(() => openSession(order), sessions).catch((error: unknown) => {
        throw device === 'cpu'
          ? new Error(`engine: ${name}: ${error}`, { cause: error })
          : cannotStart(device, error)
      })
      const runner: Runner = {
        async run(inputs, { signal } = {}) {
          signal?.throwIfAborted()
          checkInputs(name, specs, inputs)
          const outputs = await pool.run(typed(specs, inputs), signal)
          return Object.fromEntries(
            Object.entries(outputs).map(([key, array]) => [key.slice('output '.length), array]),
          )
        },
        async close() {
          runners.delete(runner)
          await pool.close()
        },
      }
      runners.add(runner)
      return runner
    },
    async close() {
      await Promise.all([...runners].map((runner) => runner.close()))
    },
  }
}

function typed(
  specs: Readonly<Record<string, InputSpec>>,
  inputs: Readonly<Record<string, NDArray>>,
): SessionInputs {
  const entries = Object.entries(inputs).map(([key, { data, shape }]) => {
    const elements = specs[key]?.dtype === 'int32' ? Int32Array.from(data) : data
    return [key, { data: elements, shape }] as const
  })
  return Object.fromEntries(entries)
}
