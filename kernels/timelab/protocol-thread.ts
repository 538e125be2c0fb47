import { randomUUID } from 'node:crypto'
import { writeSync } from 'node:fs'
import { inspect } from 'node:util'
import { parentPort, workerData } from 'node:worker_threads'
import { connectCompiler } from './compiler-client.ts'
import { textField } from './fields.ts'
import { createHistory } from './history.ts'
import { EVERYTHING } from './interruption.ts'
import type { Outcome, ProtocolStart, RunOrder, ToMain, ToProtocol } from './messages.ts'
import { endWithParent } from './orphan.ts'
import { createPublisher, type Request } from './publisher.ts'
import { createQueue } from './queue.ts'
import { createAnswers } from './requests.ts'
import { bindSockets } from './sockets.ts'

/** How long the main thread has to take an interruption before V8 is made to break what it runs, in milliseconds. */
const HEARING = 50
/** How long to wait for the signal that V8 was to be broken by, which would else break the next cell. */
const SIGNALLING = 1000
/** How long the main thread has to end the process by itself. */
const ENDING = 600

const start = workerData as ProtocolStart
const flag = new Int32Array(start.interrupted)
const main = parentPort!
const tell = (message: ToMain) => main.postMessage(message)
const session = randomUUID()
const compiler = connectCompiler(start.compiler)
const history = createHistory()
const comms = new Map<string, string>()

const sockets = await bindSockets(start.connection, session)
const publisher = createPublisher(session, sockets)
const { publish, reply, status } = publisher
const answer = createAnswers(start.connection, compiler, history, comms)
const queue = createQueue(compiler, run, history, publisher)

/** What waits for the main thread: cells by their serials, messages of comms by their numbers. */
const running = new Map<number, (outcome: Outcome) => void>()
const handling = new Map<number, () => void>()
let commMessages = 0
/** Settled but while a SIGINT is on its way. */
let quiet = Promise.resolve()
let signalCame: (() => void) | undefined
let unheard: NodeJS.Timeout | undefined

async function run(order: Omit<RunOrder, 'type'>): Promise<Outcome> {
  await quiet
  return new Promise((done) => {
    running.set(order.serial, done)
    tell({ type: 'run', ...order })
  })
}

async function receive(request: Request): Promise<void> {
  const { channel, message } = request
  const { header, content, metadata, buffers } = message
  const type = header.msg_type
  if (channel === 'stdin') {
    if (type === 'input_reply')
      tell({ type: 'input', value: typeof content.value === 'string' ? content.value : '' })
    return
  }
  if (type === 'execute_request') return queue.add(request)
  status(request, 'busy')
  try {
    switch (type) {
      case 'comm_open':
      case 'comm_msg':
      case 'comm_close': {
        for (const name of ['comm_id', 'target_name']) textField(content, name)
        // The page's word is enough: what it asks next is answered without the main thread.
        if (type === 'comm_close') comms.delete(textField(content, 'comm_id'))
        const number = ++commMessages
        const handled = new Promise<void>((done) => handling.set(number, done))
        tell({ type: 'comm', kind: type, parent: header, content, metadata, buffers, number })
        await handled
        break
      }
      case 'interrupt_request':
        interrupt()
        void reply(request, {})
        break
      case 'shutdown_request':
        void reply(request, { restart: content.restart === true })
        status(request, 'idle')
        return await end()
      default: {
        const answered = await answer(type, content)
        if (answered) void reply(request, answered)
        // What is not known is answered all the same: whoever asks waits.
        else if (type.endsWith('_request'))
          void reply(request, refused(`${type} is not supported by this kernel.`))
      }
    }
  } catch (error) {
    // Comms are not answered.
    if (type.endsWith('_request')) void reply(request, refused((error as Error).message))
  }
  status(request, 'idle')
  // A front end shows the latest status: that of the cell which is still at work.
  const current = queue.current()
  if (current) status(current.request, 'busy')
}

const refused = (evalue: string) => ({
  status: 'error',
  ename: 'Error',
  evalue,
  traceback: [`Error: ${evalue}`],
})

/** Ends the cell at work; between cells, whatever cells left going. */
function interrupt(): void {
  queue.interrupt()
  const serial = queue.current()?.serial
  // Not compiled yet.
  if (serial === 0) return
  Atomics.store(flag, 0, serial ?? EVERYTHING)
  tell({ type: 'interrupt', serial: serial ?? 0 })
  unheard ??= setTimeout(() => {
    unheard = undefined
    Atomics.store(flag, 0, EVERYTHING)
    quiet = new Promise((done) => {
      const given = setTimeout(done, SIGNALLING)
      signalCame = () => {
        clearTimeout(given)
        done()
      }
    })
    process.kill(process.pid, 'SIGINT')
  }, HEARING)
}

function heard(): void {
  clearTimeout(unheard)
  unheard = undefined
}

async function end(): Promise<void> {
  // No `dead` is published: a front end that hears it takes a restart for the kernel's end.
  await sockets.close()
  tell({ type: 'shutdown' })
  // A main thread that computes hears nothing.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), ENDING)
}

/** Lets the main thread, which waits, end the process. */
async function exit(closed: SharedArrayBuffer, code: number | undefined): Promise<void> {
  if (code === 0) queue.end()
  else
    queue.end(`The cell ended the kernel ${code === undefined ? 'by a signal' : `with exit code ${code}`}.`)
  await sockets.close()
  const memory = new Int32Array(closed)
  Atomics.store(memory, 0, 1)
  Atomics.notify(memory, 0)
}

main.on('message', (message: ToProtocol) => {
  switch (message.type) {
    case 'publish':
      return publish(message.kind, message.parent, message.content, message.metadata, message.buffers)
    case 'done':
      heard()
      running.get(message.serial)?.(message.outcome)
      return running.delete(message.serial)
    case 'heard':
      return heard()
    case 'signalled':
      // One that was not sent from here is somebody's Ctrl-C.
      if (signalCame) signalCame()
      else interrupt()
      signalCame = undefined
      return
    case 'ask': {
      const current = queue.current()
      const { prompt, password } = message
      if (current?.serial === message.serial) publisher.ask(current.request, { prompt, password })
      else tell({ type: 'input' })
      return
    }
    case 'handled':
      handling.get(message.number)?.()
      return handling.delete(message.number)
    case 'comm':
      if (message.target === undefined) comms.delete(message.id)
      else comms.set(message.id, message.target)
      return
    case 'exit':
      return exit(message.closed, message.code)
  }
})
process.once('uncaughtException', (error) => {
  // Ending the thread by itself would crash the process, its sockets being open, before it says why.
  writeSync(2, `${inspect(error)}\n`)
  process.kill(process.pid, 'SIGKILL')
})
endWithParent()
sockets.listen((channel, message) => void receive({ channel, message }))
void publish('status', {}, { execution_state: 'starting' })
