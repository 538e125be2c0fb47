import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KernelClient } from '../../kernels/client/client.ts'
import { workFolder } from './contestants.ts'
import { cell, type Finding, LIMIT, type Probe, pause, shown, yes } from './probe.ts'

const sent = async (kernel: KernelClient, code: string, type: string): Promise<Finding> => {
  const { messages } = await cell(kernel, code)
  return yes(messages.some(({ header }) => header.msg_type === type))
}

const station = `/** A place where snow is measured. */
interface Station { readonly name: string; readonly depth: number }
/** The depth of the snow in metres. */
function metres(station: Station): number { return station.depth / 100 }`

/** Median of the milliseconds that `ask` takes, over 15 times; it is given a number, so that nothing is remembered. */
async function medianOf(ask: (k: number) => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let k = 0; k < 15; k++) {
    const begun = performance.now()
    await ask(k)
    times.push(performance.now() - begun)
  }
  return times.sort((a, b) => a - b)[7]!
}

/** Runs a cell whose text is looked at: kernels that send it behind their answer are not blamed for that. */
const printed: typeof cell = async (...of) => {
  const run = await cell(...of)
  await pause(150)
  return run
}

const wait = { timeout: LIMIT }

const typeError: Probe = {
  row: 'type error shown before the cell runs',
  probe: async (kernel) => {
    const run = await cell(kernel, "console.log('has run')\nconst depth: number = 'deep'")
    return yes(run.status === 'error' && !shown(run).startsWith('has run') && /string/.test(shown(run)))
  },
}

const typeErrorPlace: Probe = {
  row: 'with its line and column, as an `error` message',
  probe: async (kernel) => {
    const { outputs } = await cell(kernel, "const width = 1\nconst depth: number = 'deep'")
    return yes(
      outputs.some(
        (output) => output.output_type === 'error' && /2:7/.test(shown({ outputs: [output] } as never)),
      ),
    )
  },
}

const traceback: Probe = {
  row: "run-time error: name, message and the cell's own line",
  probe: async (kernel) => {
    const code = `interface Point { x: number }
const point = [].at(0) as unknown as Point

function read(of: Point): number {
  return of.x
}
read(point)`
    const { outputs } = await cell(kernel, code)
    const error = outputs.find((output) => output.output_type === 'error')
    if (!error) return { text: 'no `error`', good: false }
    const place = /:5:\d+/.test(error.traceback.join('\n'))
    return { text: place ? 'yes' : 'another line', good: place && error.ename === 'TypeError' }
  },
}

const typedCompletion: Probe = {
  row: 'completion of a value known only by its type',
  probe: async (kernel) => {
    await cell(kernel, station)
    const ask = (k = 0) => {
      const code = `function thick${k}(station: Station) { return station.`
      return kernel.complete(code, code.length, wait)
    }
    const matches = ((await ask()).matches ?? []) as string[]
    const good = ['name', 'depth'].every((name) => matches.some((match) => match.endsWith(name)))
    if (!good) return { text: 'no', good }
    const milliseconds = await medianOf(ask)
    return { text: `yes, ${milliseconds.toFixed(0)} ms`, good, milliseconds }
  },
}

const runTimeCompletion: Probe = {
  row: 'completion of a value of an earlier cell',
  probe: async (kernel) => {
    await cell(kernel, "const summit = { name: 'Weissfluh', metresAboveSea: 2844 }")
    const ask = (k = 0) => {
      const code = `const height${k} = summit.`
      return kernel.complete(code, code.length, wait)
    }
    const matches = ((await ask()).matches ?? []) as string[]
    const good = matches.some((match) => match.endsWith('metresAboveSea'))
    const milliseconds = await medianOf(ask)
    return { text: good ? `yes, ${milliseconds.toFixed(0)} ms` : 'no', good, milliseconds }
  },
}

const documentedCompletion: Probe = {
  row: 'completion with documentation',
  probe: async (kernel) => {
    await cell(kernel, station)
    const reply = await kernel.complete('metr', 4, wait)
    return yes(JSON.stringify(reply.metadata ?? {}).includes('The depth of the snow'))
  },
}

const hover: Probe = {
  row: 'hover: signature and documentation',
  probe: async (kernel) => {
    await cell(kernel, station)
    const ask = (k = 0) => kernel.inspect(`const depth${k} = metres`, 17 + String(k).length, wait)
    const reply = await ask()
    const text = JSON.stringify(reply.data ?? {})
    const good = reply.found === true && /station: Station/.test(text) && /The depth of the snow/.test(text)
    if (!good) return { text: reply.found ? 'in part' : 'not found', good }
    const milliseconds = await medianOf(ask)
    return { text: `yes, ${milliseconds.toFixed(0)} ms`, good, milliseconds }
  },
}

const whileRunning: Probe = {
  row: 'completion and hover while a cell computes',
  probe: async (kernel) => {
    await cell(kernel, station)
    const running = cell(kernel, 'const end = Date.now() + 2000\nwhile (Date.now() < end) {}')
    await pause(300)
    const begun = performance.now()
    await Promise.all([kernel.complete('metr', 4, wait), kernel.inspect('metres', 3, wait)])
    const milliseconds = performance.now() - begun
    await running
    const good = milliseconds < 1000
    return { text: good ? `yes, ${milliseconds.toFixed(0)} ms` : 'once the cell ends', good, milliseconds }
  },
}

const interrupt = (row: string, code: string): Probe => ({
  row: `interrupt of ${row}`,
  probe: async (kernel) => {
    await cell(kernel, 'const kept = 6 * 7')
    const running = cell(kernel, code)
    // The wait below may throw first.
    running.catch(() => {})
    await pause(500)
    const begun = performance.now()
    await kernel.interrupt(wait)
    await running
    const milliseconds = performance.now() - begun
    const good = /42/.test(shown(await printed(kernel, 'console.log(kept)')))
    const session = good ? 'session kept' : 'session lost'
    return { text: `${milliseconds.toFixed(0)} ms, ${session}`, good, milliseconds }
  },
})

const runAll: Probe = {
  row: 'Run All stops at an error',
  probe: async (kernel) => {
    const runs = await Promise.all(
      ['const first = 1', "throw new Error('stop')", "console.log('went on')"].map((code) =>
        cell(kernel, code),
      ),
    )
    return yes(
      runs[1]!.status === 'error' && runs[2]!.status !== 'ok' && !shown(runs[2]!).includes('went on'),
    )
  },
}

const comms: Probe = {
  row: 'comms (widgets): the page reaches the kernel and is answered',
  probe: async (kernel, { listenToComm }) => {
    if (listenToComm) await cell(kernel, listenToComm)
    const id = kernel.openComm('probe', {})
    kernel.sendComm(id, { depth: 3 })
    const answer = await kernel.waitFor(
      ({ header, content }) => content.comm_id === id && /^comm_(msg|close)$/.test(header.msg_type),
      { timeout: 2000 },
    )
    const good = answer.header.msg_type === 'comm_msg' && JSON.stringify(answer.content).includes('"depth":3')
    return good ? yes(true) : { text: 'refused', good }
  },
}

const lateOutput: Probe = {
  row: 'late output lands under its own cell',
  probe: async (kernel) => {
    const first = await cell(kernel, "setTimeout(() => console.log('late'), 400)\nconst started = true")
    await cell(kernel, 'await new Promise((done) => setTimeout(done, 900))')
    return yes(/late/.test(shown(first)))
  },
}

const wrongSignature: Probe = {
  row: 'messages with a wrong signature are dropped',
  probe: async (kernel) => {
    const id = kernel.send('shell', 'kernel_info_request', {}, { key: 'not the key' })
    await pause(500)
    const answered = kernel.messages.some(({ parent }) => parent.msg_id === id)
    await kernel.kernelInfo(wait)
    return yes(!answered)
  },
}

const stdin: Probe = {
  row: 'a cell asks for a line (stdin)',
  probe: async (kernel, { askForLine }) => {
    if (!askForLine) return { text: 'no way to', good: false }
    const run = await printed(kernel, `console.log('hello ' + (${askForLine}))`, { onInput: () => 'Ada' })
    return yes(/hello Ada/.test(shown(run)))
  },
}

const succeeds = (row: string, cells: readonly string[], expected: RegExp): Probe => ({
  row,
  probe: async (kernel) => {
    let last = ''
    for (const code of cells) {
      const run = await printed(kernel, code)
      last = shown(run)
      if (run.status !== 'ok') return yes(false)
    }
    return yes(expected.test(last))
  },
})

const editedModule: Probe = {
  row: 'a local module is read again after an edit',
  probe: async (kernel) => {
    const path = join(workFolder, 'depths.ts')
    try {
      writeFileSync(path, 'export const depth: number = 3\n')
      const code = "import { depth } from './depths.ts'\nconsole.log(depth)"
      const before = shown(await cell(kernel, code))
      writeFileSync(path, 'export const depth: number = 1234\n')
      return yes(/3/.test(before) && /1234/.test(shown(await cell(kernel, code))))
    } finally {
      rmSync(path)
    }
  },
}

const incomplete: Probe = {
  row: 'a console knows when code is unfinished (`is_complete`)',
  probe: async (kernel) => {
    const open = await kernel.isComplete('function f() {', wait)
    const whole = await kernel.isComplete('const whole = 1', wait)
    return yes(open.status === 'incomplete' && whole.status === 'complete')
  },
}

const history: Probe = {
  row: 'history',
  probe: async (kernel) => {
    await cell(kernel, 'const first = 1')
    const request = { hist_access_type: 'tail', n: 5, output: false, raw: true }
    const reply = await kernel.history(request, { timeout: 2000 })
    return yes(JSON.stringify(reply.history).includes('const first'))
  },
}

/** All rows of behaviour, in the table's order. */
export const probes: readonly Probe[] = [
  typeError,
  typeErrorPlace,
  traceback,
  { row: '`execute_input` sent', probe: (kernel) => sent(kernel, '1 + 1', 'execute_input') },
  { row: '`execute_result` sent', probe: (kernel) => sent(kernel, '1 + 1', 'execute_result') },
  { row: '`error` sent', probe: (kernel) => sent(kernel, "throw new Error('x')", 'error') },
  runTimeCompletion,
  typedCompletion,
  documentedCompletion,
  hover,
  whileRunning,
  interrupt('a tight loop', 'while (true) {}'),
  interrupt('a loop that awaits', 'while (true) await new Promise((done) => setTimeout(done, 1))'),
  interrupt('an `await` that never settles', 'await new Promise(() => {})'),
  interrupt('a long native call', "const long = 'a'.repeat(40) + 'b'\nconsole.log(/^(a+)+$/.test(long))"),
  runAll,
  succeeds(
    '`const` declared again',
    ['const again = 1', "const again = 'text'", 'console.log(again)'],
    /text/,
  ),
  succeeds(
    'top-level `for await`',
    ['async function* count() { yield 7 }\nfor await (const value of count()) console.log(value)'],
    /7/,
  ),
  succeeds(
    'top-level `using`',
    ["using file = { [Symbol.dispose]() { console.log('disposed') } }\nconsole.log('open')"],
    /open\s+disposed/,
  ),
  editedModule,
  lateOutput,
  stdin,
  comms,
  incomplete,
  history,
  wrongSignature,
]
