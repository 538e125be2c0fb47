import { writeSync } from 'node:fs'
import { inspect } from 'node:util'
import { MessageChannel, Worker } from 'node:worker_threads'
import { type CommMessage, installHost, type MimeBundle } from '../../src/notebook/host.ts'
import type { Content } from '../wire.ts'
import { createQuestions } from './ask.ts'
import { createComms } from './comms.ts'
import { answerAt, reachThrough, startCompiler } from './compiler-client.ts'
import { readConnectionFile } from './connection-file.ts'
import { createExecute } from './execute.ts'
import { endCleanly } from './exit.ts'
import { failureOf } from './failure.ts'
import { keepFunctionTexts } from './function-text.ts'
import { createInterruption, Interrupted, interruption } from './interruption.ts'
import { look } from './look.ts'
import type { ProtocolStart, ToMain, ToProtocol } from './messages.ts'
import { createModuleLoader } from './module-loader.ts'
import { abort, here } from './running.ts'
import { mapAllStacks, mapCallSites } from './stacks.ts'
import { captureStreams } from './streams.ts'
import { toJson } from './to-json.ts'

/** Without the goodbyes of `endCleanly`. */
const exit: (code: number) => never = process.exit.bind(process)

function fail(error: Error): never {
  writeSync(2, `${error.name === 'InputError' ? error.message : inspect(error)}\n`)
  exit(1)
}
process.once('uncaughtException', fail)

const cwd = process.cwd()
const interrupted = new SharedArrayBuffer(4)
// The protocol's thread first: it answers while the compiler still reads the project's types.
const { port1, port2 } = new MessageChannel()
const start: ProtocolStart = {
  connection: readConnectionFile(process.argv[2]),
  interrupted,
  compiler: port1,
}
const protocol = new Worker(new URL('./protocol-thread.ts', import.meta.url), {
  workerData: start,
  transferList: [port1],
})
const compiler = startCompiler({ cwd })
answerAt(compiler, port2)
const reaching = new MessageChannel()
answerAt(compiler, reaching.port2)

const tell = (message: ToProtocol) => protocol.postMessage(message)
const flush = captureStreams(({ parent }, name, text) =>
  tell({ type: 'publish', kind: 'stream', parent, content: { name, text } }),
)
endCleanly((closed, code) => {
  flush()
  tell({ type: 'exit', closed, ...(code !== undefined && { code }) })
})
// A kernel without one of its threads would only seem to live: whoever started it sees that it ended, and why.
protocol.once('error', fail)
compiler.once('error', (error) => {
  writeSync(2, `${inspect(error)}\n`)
  process.exit(1)
})
function publish(
  kind: string,
  content: Content,
  { metadata, buffers }: Pick<CommMessage, 'metadata' | 'buffers'> = {},
): void {
  flush()
  const { parent, answers = parent } = here()
  const rest = { ...(metadata && { metadata: toJson(metadata) }), ...(buffers && { buffers }) }
  const to = kind.startsWith('comm_') ? answers : parent
  tell({ type: 'publish', kind, parent: to, content: toJson(content), ...rest })
}

// V8 breaks loops that no checkpoint is in, for which the signal must not end the process.
process.on('SIGINT', () => tell({ type: 'signalled' }))
// From here on what nobody catches is shown under its cell; variables outlive it.
process.off('uncaughtException', fail)
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => {
    if (look(() => error instanceof Interrupted) !== true)
      process.stderr.write(`${failureOf(error).traceback.join('\n')}\n`)
  })

keepFunctionTexts()
mapAllStacks()
mapCallSites()
const interrupting = createInterruption(interrupted)
const publishResult = ({ data, metadata = {} }: MimeBundle, count: number) =>
  publish('execute_result', { execution_count: count, data, metadata })
const execute = createExecute(
  interrupting,
  createModuleLoader(cwd, interrupting.checkpoint, reachThrough(reaching.port1)),
  publishResult,
  () => tell({ type: 'signalled' }),
)
const comms = createComms(publish, (id, target) =>
  tell({ type: 'comm', id, ...(target !== undefined && { target }) }),
)
const questions = createQuestions((message) => {
  flush()
  tell(message)
})
installHost({
  display({ data, metadata = {} }, { id, update = false } = {}) {
    const transient = id === undefined ? {} : { display_id: id }
    publish(update ? 'update_display_data' : 'display_data', { data, metadata, transient })
  },
  openComm: comms.open,
  onComm: comms.onOpen,
  input: questions.ask,
})

protocol.on('message', async (message: ToMain) => {
  switch (message.type) {
    case 'run': {
      const outcome = await execute(message)
      flush()
      return tell({ type: 'done', serial: message.serial, outcome })
    }
    case 'interrupt':
      tell({ type: 'heard' })
      abort(message.serial, interruption())
      return interrupting.taken()
    case 'input':
      return questions.answer(message.value)
    case 'comm':
      comms.take(message)
      flush()
      return tell({ type: 'handled', number: message.number })
    case 'shutdown':
      exit(0)
  }
})
