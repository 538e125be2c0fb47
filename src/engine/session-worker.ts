import { parentPort, workerData } from 'node:worker_threads'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { SessionAnswer, SessionCall, SessionSetup } from './session-messages.ts'

/** Weights from this size on stay mapped to their files: the lower level of optimisation copies none of them. */
const LARGE = 1024 ** 3

const { model, device, threads } = workerData as SessionSetup
const held = new Map<string, Tensor>()
const answer = (message: SessionAnswer, transfer: ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, transfer)
const sentence = (error: unknown) => (error instanceof Error ? error.message : String(error))

function open(): Promise<InferenceSession> {
  return InferenceSession.create(model.bytes, {
    executionProviders: [device],
    graphOptimizationLevel: model.weight >= LARGE ? 'extended' : 'all',
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    ...(model.weightsFolder === undefined
      ? {}
      : { extra: { session: { model_external_initializers_file_folder_path: model.weightsFolder } } }),
  })
}

async function call(session: InferenceSession, { id, inputs }: SessionCall): Promise<void> {
  const feeds: Record<string, Tensor> = {}
  for (const { name, shape, data } of inputs) {
    if (data) {
      const type = data instanceof Int32Array ? 'int32' : 'float32'
      held.set(name, new Tensor(type, data, [...shape]))
    }
    const tensor = held.get(name)
    if (!tensor) throw new Error(`unreachable: the input ${name} was sent before`)
    feeds[name] = tensor
  }
  const results = await session.run(feeds)
  const outputs = Object.entries(results).map(([name, { data, dims }]) => ({
    name,
    shape: dims,
    data: data as Float32Array,
  }))
  answer({ id, outputs }, [...new Set(outputs.map(({ data }) => data.buffer as ArrayBuffer))])
}

try {
  const session = await open()
  parentPort?.on('message', (message: SessionCall) => {
    call(session, message).catch((error: unknown) => answer({ id: message.id, error: sentence(error) }))
  })
  answer({ id: 0 })
} catch (error) {
  answer({ id: 0, error: sentence(error) })
}
