/** What a Jupyter front end shows of one value: its forms by MIME type, best last resort `text/plain`. */
export interface MimeBundle {
  readonly data: Readonly<Record<string, unknown>>
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** A message over a comm: JSON, and raw buffers beside it. */
export interface CommMessage {
  readonly data: Readonly<Record<string, unknown>>
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly buffers?: readonly Uint8Array[]
}

/** A channel between code in the kernel and code in the page (Jupyter's "custom messages"). */
export interface Comm {
  readonly id: string
  send(message: CommMessage): void
  /** Called for each message of the page, also while a cell runs and between cells. */
  onMessage(listener: (message: CommMessage) => void): void
  onClose(listener: () => void): void
  close(data?: Readonly<Record<string, unknown>>): void
}

/** What the kernel offers to code that runs in its cells. Each call belongs to the cell that it is made from, also when late. */
export interface NotebookHost {
  /** Shows something under the cell; with an `id`, `update` replaces what was shown with it, wherever that is. */
  display(bundle: MimeBundle, options?: { readonly id?: string; readonly update?: boolean }): void
  openComm(target: string, opening: CommMessage): Comm
  /** Called where the page opens a comm to `target`. */
  onComm(target: string, listener: (comm: Comm, opening: CommMessage) => void): void
  /** Asks the reader for a line. Throws where the front end cannot ask. */
  input(prompt: string, options?: { readonly password?: boolean }): Promise<string>
}

const KEY = Symbol.for('timelab.notebook')
const shared = globalThis as typeof globalThis & { [KEY]?: NotebookHost }

/** The kernel that this code runs in; none outside a notebook. */
export const notebookHost = (): NotebookHost | undefined => shared[KEY]

/** Called by the kernel, once. */
export function installHost(host: NotebookHost): void {
  shared[KEY] = host
}

/** A value with a method of this name says itself how it is shown, in this kernel as in Deno's. */
export const displaySymbol: unique symbol = Symbol.for('Jupyter.display')
