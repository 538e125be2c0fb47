import type { OnnxModel } from './onnx-model.ts'
import type { DeviceName } from './types.ts'

/** What a session's worker is started with. */
export interface SessionSetup {
  readonly model: OnnxModel
  readonly device: DeviceName
  readonly threads: number
}

/** One call; an input without data is the one that this worker was sent last under that name. */
export interface SessionCall {
  readonly id: number
  readonly inputs: readonly {
    readonly name: string
    readonly shape: readonly number[]
    readonly data?: Float32Array | Int32Array
  }[]
}

/** What a worker answers: first that it is ready (id 0), then one answer a call. */
export interface SessionAnswer {
  readonly id: number
  readonly outputs?: readonly {
    readonly name: string
    readonly shape: readonly number[]
    readonly data: Float32Array
  }[]
  readonly error?: string
}
