import { parentPort, workerData } from 'node:worker_threads'
import ort from 'onnxruntime-node'

/** What a session worker is started with. */
export interface SessionOrder {
  readonly model: Uint8Array
  readonly options: ort.InferenceSession.SessionOptions
  /** One Int32: 1 while ONNX Runtime is at work, when ending the thread would end the process. */
  readonly busy: SharedArrayBuffer
}

/** One call; its inputs lie in shared memory that stays untouched until the answer. */
export type SessionInputs = Readonly<
  Record<string, { readonly data: Float32Array | Int32Array; readonly shape: readonly number[] }>
>

export type SessionOutputs = Readonly<
  Record<string, { readonly data: Float32Array<ArrayBuffer>; readonly shape: readonly number[] }>
>

/** The answer to the order, without outputs, and to each call. */
export type SessionAnswer = { readonly outputs?: SessionOutputs } | { readonly error: string }

// What ONNX Runtime would print of a fault, the answer says.
ort.env.logLevel = 'fatal'

if (parentPort) await serve(parentPort, workerData)

async function serve(
  port: NonNullable<typeof parentPort>,
  { model, options, busy }: SessionOrder,
): Promise<void> {
  const flag = new Int32Array(busy)
  const answer = (message: SessionAnswer, transfer: readonly ArrayBuffer[] = []) => {
    Atomics.store(flag, 0, 0)
    Atomics.notify(flag, 0)
    port.postMessage(message, transfer)
  }
  try {
    const session = await ort.InferenceSession.create(model, options)
    port.on('message', async (inputs: SessionInputs | 'close') => {
      if (inputs === 'close') {
        await session.release()
        port.close()
        return
      }
      try {
        const outputs = await run(session, inputs)
        answer(
          { outputs },
          Object.values(outputs).map(({ data }) => data.buffer),
        )
      } catch (error) {
        answer({ error: String(error) })
      }
    })
    answer({})
  } catch (error) {
    answer({ error: String(error) })
    port.close()
  }
}

async function run(session: ort.InferenceSession, inputs: SessionInputs): Promise<SessionOutputs> {
  const feeds: Record<string, ort.Tensor> = {}
  for (const [name, { data, shape }] of Object.entries(inputs)) {
    feeds[name] =
      data instanceof Int32Array
        ? new ort.Tensor('int32', data, shape)
        : new ort.Tensor('float32', data, shape)
  }
  const outputs: Record<string, SessionOutputs[string]> = {}
  for (const [name, { data, dims }] of Object.entries(await session.run(feeds))) {
    if (!(data instanceof Float32Array)) throw new Error(`the output ${name} is not of 32-bit floats`)
    outputs[name] = { data: data as Float32Array<ArrayBuffer>, shape: dims }
  }
  return outputs
}
