import type { Tensor } from '@tensorflow/tfjs-core'
import type { Weights } from '../weights/types.ts'
import type { NDArray } from './ndarray.ts'

/** Looks a parameter up by its full name in the weights files (`down_blocks.0.resnets.0.conv1.weight`). */
export type Params = (name: string) => Tensor

/** An input of a compiled function; `'batch'` stands for any batch size, one symbol a function. */
export interface InputSpec {
  readonly shape: readonly (number | 'batch')[]
  readonly dtype?: 'float32' | 'int32'
}

/** A model's forward pass: a pure, synchronous function over TensorFlow.js operations. */
export type Forward = (
  params: Params,
  inputs: Readonly<Record<string, Tensor>>,
) => Readonly<Record<string, Tensor>>

/** A forward pass made ready to run, over any batch size, on one engine. */
export interface Runner {
  /**
   * Runs once. Throws an AbortError as soon as `signal` is aborted, before or while it waits;
   * a call that ONNX Runtime has begun runs to its end in its worker.
   */
  run(
    inputs: Readonly<Record<string, NDArray>>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<Readonly<Record<string, NDArray>>>
  close(): Promise<void>
}

export type DeviceName = 'cpu' | 'cuda' | 'webgpu' | 'coreml' | 'dml'

export interface EngineOptions {
  /** `compiled` (default): traced to ONNX, run by ONNX Runtime. `eager`: op by op on a TensorFlow.js backend. */
  readonly engine?: 'compiled' | 'eager'
  /** Execution provider of the compiled engine; `cpu` by default. */
  readonly device?: DeviceName
  /** TensorFlow.js backend of the eager engine: `cpu` (default), `wasm`, `tensorflow`. */
  readonly backend?: string
  /** Threads a session; by default the machine's cores shared among the sessions. */
  readonly threads?: number
  /** Sessions a compiled function, each in a worker thread of its own, so that many calls run side by side; 1 by default. */
  readonly sessions?: number
}

/** Where forward passes run. */
export interface Engine {
  readonly name: string
  compile(
    forward: Forward,
    specification: {
      /** Shown in errors: `unet`, `text_encoder`. */
      readonly name: string
      readonly weights: Weights
      readonly inputs: Readonly<Record<string, InputSpec>>
    },
  ): Promise<Runner>
  close(): Promise<void>
}
