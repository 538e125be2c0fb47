import { availableParallelism } from 'node:os'
import { listSupportedBackends } from 'onnxruntime-node'
import { InputError } from '../errors.ts'
import { checkInputs } from './check-inputs.ts'
import { onnxModel } from './onnx-model.ts'
import { createSession, type Session } from './session.ts'
import { trace } from './tracer.ts'
import type { DeviceName, Engine, EngineOptions, Runner } from './types.ts'

/**
 * Traces forward passes to ONNX graphs and runs them in ONNX Runtime, each in worker threads of its own; one graph
 * serves every batch size. The same inputs give the same bytes on the same device, threads and batch size.
 */
export function createCompiledEngine(options: EngineOptions): Engine {
  const device = options.device ?? 'cpu'
  const sessions = options.sessions ?? 1
  const threads = options.threads ?? Math.max(1, Math.floor(availableParallelism() / sessions))
  const runners = new Set<Runner>()
  return {
    name: `compiled ${device}`,
    async compile(forward, specification) {
      checkDevice(device)
      const { name, inputs: specs } = specification
      const model = onnxModel(name, trace(forward, specification))
      const pool = Array.from({ length: sessions }, () => createSession({ model, device, threads }))
      await Promise.all(pool.map((session) => session.ready())).catch((error: unknown) => {
        throw unavailable(device, error instanceof Error ? error.message : String(error))
      })
      const withSession = sharing(pool)
      const runner: Runner = {
        async run(inputs, { signal } = {}) {
          checkInputs(name, specs, inputs)
          const feeds = Object.entries(specs).map(([key, { dtype }]) => {
            const { data, shape } = inputs[key] ?? { data: new Float32Array(), shape: [0] }
            return { name: key, shape, data: dtype === 'int32' ? Int32Array.from(data) : data }
          })
          const outputs = await withSession((session) => session.run(feeds, signal))
          return Object.fromEntries(
            outputs.map(({ name: output, data, shape }) => [output.replace(/^output /, ''), { data, shape }]),
          )
        },
        async close() {
          runners.delete(runner)
          await Promise.all(pool.map((session) => session.close()))
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

/** Gives each piece of work a session that no other uses; work waits its turn in order. */
function sharing(pool: readonly Session[]) {
  const free = [...pool]
  const waiting: ((session: Session) => void)[] = []
  return async <Result>(work: (session: Session) => Promise<Result>): Promise<Result> => {
    const session = free.pop() ?? (await new Promise<Session>((resolve) => waiting.push(resolve)))
    try {
      return await work(session)
    } finally {
      const next = waiting.shift()
      if (next) next(session)
      else free.push(session)
    }
  }
}

function checkDevice(device: DeviceName): void {
  const there = listSupportedBackends().map(({ name }) => name)
  if (there.includes(device)) return
  throw new InputError(
    `This build of ONNX Runtime has no device "${device}": choose one of ${there.join(', ')}, or install a build that has it.`,
  )
}

function unavailable(device: DeviceName, reason: string): Error {
  return device === 'cpu'
    ? new Error(`engine: ONNX Runtime refused the graph: ${reason}`)
    : new InputError(
        `The device "${device}" could not be used (${reason.split('\n')[0]}): choose --device cpu, or install what it needs.`,
      )
}
