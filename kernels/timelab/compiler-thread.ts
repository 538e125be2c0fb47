import { enableCompileCache } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { Compiler, CompilerOptions } from './compiled.ts'

/** A question to the compiler; the answer carries its id. */
export interface CompilerRequest {
  readonly id: number
  readonly method: keyof Compiler
  readonly args: readonly unknown[]
  /** Set to 1 once the answer is sent, for a thread that stands still until then. */
  readonly answered?: SharedArrayBuffer
}

export type CompilerReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string }

/** Makes a further port one that the compiler answers. */
export interface ConnectRequest {
  readonly connect: MessagePort
}

// TypeScript's nine million characters are parsed once a machine, not once a notebook.
enableCompileCache(join(tmpdir(), 'timelab-compile-cache'))

const { createCompiler } = await import('./compiler.ts')
const compiler = createCompiler(workerData as CompilerOptions)

function answer({ id, method, args }: CompilerRequest): CompilerReply {
  try {
    const call = compiler[method] as (...args: readonly unknown[]) => unknown
    return { id, value: call(...args) }
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function serve(port: MessagePort): void {
  port.on('message', (message: CompilerRequest | ConnectRequest) => {
    if ('connect' in message) serve(message.connect)
    else {
      port.postMessage(answer(message))
      if (message.answered) wake(message.answered)
    }
  })
}

function wake(memory: SharedArrayBuffer): void {
  const flag = new Int32Array(memory)
  Atomics.store(flag, 0, 1)
  Atomics.notify(flag, 0)
}

serve(parentPort!)
