import { InputError } from '../errors.ts'
import type { Displayable } from './displayable.ts'
import {
  type Comm,
  type CommMessage,
  displaySymbol,
  type MimeBundle,
  type NotebookHost,
  notebookHost,
} from './host.ts'
import { isRecord } from './kind.ts'
import { type BufferPath, joinBuffers, splitBuffers } from './widget-buffers.ts'

/** What a widget's two halves share: JSON, and bytes as `Uint8Array` (a `DataView` in the page), at any depth. */
export type WidgetState = Readonly<Record<string, unknown>>

export interface WidgetOptions<State extends WidgetState> {
  /** An ECMAScript module whose default export has `render({ model, el })`, as anywidget takes it. */
  readonly esm: string
  readonly css?: string
  readonly state: State
  /** What is shown where no widget can be: in a saved notebook, on a code host. */
  readonly still?: () => Promise<MimeBundle['data']>
}

/** A widget's half in the kernel. */
export interface Widget<State extends WidgetState> extends Displayable {
  readonly id: string
  readonly state: State
  /** Changes the state here and in the page. */
  set(changes: Partial<State>): void
  /** Called with what the page changed, also while a cell runs. */
  onChange(listener: (changes: Partial<State>) => void): void
  /** A message that is no state; the page's half has it as `msg:custom`. */
  send(content: unknown, buffers?: readonly Uint8Array[]): void
  onMessage(listener: (content: unknown, buffers: readonly Uint8Array[]) => void): void
  /** Takes the widget out of every page. */
  close(): void
}

const TARGET = 'jupyter.widget'
const CONTROL = 'jupyter.widget.control'
/** Of the widget messages, as ipywidgets 8 speaks them. */
const PROTOCOL = { version: '2.1.0' }
const VIEW = 'application/vnd.jupyter.widget-view+json'

/** The front end's module that runs our ESM; it must be installed beside JupyterLab (`pip install anywidget`). */
const model = {
  _model_module: 'anywidget',
  _model_module_version: '~0.11.*',
  _model_name: 'AnyModel',
  _view_module: 'anywidget',
  _view_module_version: '~0.11.*',
  _view_name: 'AnyView',
  _view_count: null,
} as const

/** States of the widgets that are open, by kernel: a page that is opened again asks for them. */
const open = new WeakMap<NotebookHost, Map<string, () => WidgetState>>()

/**
 * Opens a widget: our half here, anywidget's model in the page, a comm between them (widget messages 2.1).
 * Throws an InputError outside a notebook, where there is no page.
 */
export function createWidget<State extends WidgetState>(
  { esm, css = '', state: first, still }: WidgetOptions<State>,
  host: NotebookHost | undefined = notebookHost(),
): Widget<State> {
  if (!host) throw new InputError('A widget lives in a notebook: run this in a notebook of our kernel.')
  let state = first
  const changed: ((changes: Partial<State>) => void)[] = []
  const received: ((content: unknown, buffers: readonly Uint8Array[]) => void)[] = []
  const whole = () => ({ ...model, _anywidget_id: 'timelab', _esm: esm, _css: css, ...state })
  const opening = splitBuffers(whole())
  const comm = host.openComm(TARGET, {
    data: { state: opening.state, buffer_paths: opening.paths },
    metadata: PROTOCOL,
    buffers: opening.buffers,
  })
  const states = statesOf(host)
  states.set(comm.id, whole)

  const sendState = (method: 'update' | 'echo_update', part: WidgetState) => {
    const { state: json, paths, buffers } = splitBuffers(part)
    comm.send({ data: { method, state: json, buffer_paths: paths }, buffers })
  }
  comm.onMessage((message) => {
    const { method, content } = message.data
    if (method === 'request_state') sendState('update', whole())
    else if (method === 'update') {
      const all = stateOf(message)
      const changes = Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(state, name)))
      state = { ...state, ...changes }
      // Other views learn of it; and this one waits for the echo before it believes later updates.
      sendState('echo_update', all)
      // The page is trusted with the types of its own half.
      if (Object.keys(changes).length > 0) for (const listener of changed) listener(changes as Partial<State>)
    } else if (method === 'custom') {
      for (const listener of received) listener(content, message.buffers ?? [])
    }
  })
  comm.onClose(() => states.delete(comm.id))

  const text = 'A live widget: it needs its kernel.'
  return {
    id: comm.id,
    get state() {
      return state
    },
    set(changes) {
      state = { ...state, ...changes }
      sendState('update', changes)
    },
    onChange: (listener) => void changed.push(listener),
    send: (content, buffers = []) => comm.send({ data: { method: 'custom', content }, buffers }),
    onMessage: (listener) => void received.push(listener),
    close() {
      states.delete(comm.id)
      comm.close()
    },
    toString: () => text,
    [displaySymbol]: async () => ({
      [VIEW]: { version_major: 2, version_minor: 0, model_id: comm.id },
      'text/plain': text,
      ...(await still?.()),
    }),
  }
}

/** The state of a page's message, its bytes put back. */
function stateOf({ data, buffers = [] }: CommMessage): WidgetState {
  const paths = Array.isArray(data.buffer_paths) ? data.buffer_paths.filter(isPath) : []
  return joinBuffers({ state: isRecord(data.state) ? data.state : {}, paths, buffers })
}

const isPath = (value: unknown): value is BufferPath =>
  Array.isArray(value) && value.every((step) => typeof step === 'string' || typeof step === 'number')

/** The states of a kernel's widgets; the first call has the kernel answer pages that ask for all of them. */
function statesOf(host: NotebookHost): Map<string, () => WidgetState> {
  const known = open.get(host)
  if (known) return known
  const states = new Map<string, () => WidgetState>()
  open.set(host, states)
  host.onComm(CONTROL, (comm) =>
    comm.onMessage(({ data }) => {
      if (data.method === 'request_states') sendStates(comm, states)
    }),
  )
  return states
}

function sendStates(comm: Comm, states: ReadonlyMap<string, () => WidgetState>): void {
  const all = Object.fromEntries(
    [...states].map(([id, whole]) => [
      id,
      {
        model_name: model._model_name,
        model_module: model._model_module,
        model_module_version: model._model_module_version,
        state: whole(),
      },
    ]),
  )
  const { state, paths, buffers } = splitBuffers(all)
  comm.send({ data: { method: 'update_states', states: state, buffer_paths: paths }, buffers })
}
