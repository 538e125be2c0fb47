import { type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { Compiler, CompilerOptions } from './compiled.ts'
import type { CompilerReply, CompilerRequest, ConnectRequest } from './compiler-thread.ts'

/** The compiler as another thread sees it: the same questions, answered in order. */
export type CompilerClient = {
  readonly [Method in keyof Compiler]: (
    ...args: Parameters<Compiler[Method]>
  ) => Promise<ReturnType<Compiler[Method]>>
}

/** Starts the compiler's thread. It is asked through ports: as many as there are threads that ask. */
export function startCompiler(options: CompilerOptions): Worker {
  return new Worker(new URL('./compiler-thread.ts', import.meta.url), { workerData: options })
}

/** Has the compiler answer at this port, which is transferred to it; whoever holds the other end may ask. */
export function answerAt(thread: Worker, port: MessagePort): void {
  thread.postMessage({ connect: port } satisfies ConnectRequest, [port])
}

/** Asks the compiler at the other end of `port`. Answers reject where the compiler itself failed, or the port closed. */
export function connectCompiler(port: MessagePort): CompilerClient {
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>()
  let next = 0
  port.on('message', (reply: CompilerReply) => {
    const asked = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('error' in reply) asked?.reject(new Error(`The compiler failed: ${reply.error}`))
    else asked?.resolve(reply.value as never)
  })
  port.on('close', () => {
    for (const { reject } of waiting.values())
      reject(new Error('The compiler has ended; restart the kernel.'))
    waiting.clear()
  })
  const ask =
    <Method extends keyof Compiler>(method: Method) =>
    (...args: Parameters<Compiler[Method]>) =>
      new Promise<ReturnType<Compiler[Method]>>((resolve, reject) => {
        waiting.set(next, { resolve, reject })
        port.postMessage({ id: next++, method, args })
      })
  return {
    compile: ask('compile'),
    commit: ask('commit'),
    complete: ask('complete'),
    hover: ask('hover'),
    isComplete: ask('isComplete'),
    reach: ask('reach'),
  }
}

/** How long a thread stands still for an answer, in milliseconds: the compiler may have a large project to read first. */
const STANDING = 60_000

/** Asks `reach` at the other end of `port`, which nobody else uses, and stands still until it is answered: Node's hooks cannot wait. */
export const reachThrough =
  (port: MessagePort): Compiler['reach'] =>
  (path) => {
    const answered = new SharedArrayBuffer(4)
    port.postMessage({ id: 0, method: 'reach', args: [path], answered } satisfies CompilerRequest)
    Atomics.wait(new Int32Array(answered), 0, 0, STANDING)
    const reply = receiveMessageOnPort(port)?.message as CompilerReply | undefined
    if (!reply) throw new Error('The compiler does not answer; restart the kernel.')
    if ('error' in reply) throw new Error(`The compiler failed: ${reply.error}`)
    return reply.value as ReturnType<Compiler['reach']>
  }
