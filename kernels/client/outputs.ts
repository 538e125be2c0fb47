import type { WireMessage } from '../wire.ts'

/** Forms of a value by MIME type. */
export type MimeData = Readonly<Record<string, unknown>>

/** A cell's output as nbformat 4.5 keeps it, its text not yet split into lines. */
export type Output =
  | { readonly output_type: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | { readonly output_type: 'display_data'; readonly data: MimeData; readonly metadata: MimeData }
  | {
      readonly output_type: 'execute_result'
      readonly execution_count: number
      readonly data: MimeData
      readonly metadata: MimeData
    }
  | {
      readonly output_type: 'error'
      readonly ename: string
      readonly evalue: string
      readonly traceback: readonly string[]
    }

/** Where displays with an id stand, over all cells of a session: `update_display_data` replaces each of them. */
export type Displays = Map<string, { readonly outputs: Output[]; readonly index: number }[]>

/** A cell's outputs as its iopub messages come in. */
export interface OutputArea {
  readonly outputs: Output[]
  /** Takes one iopub message of the cell; messages that are no output change nothing. */
  readonly take: (message: WireMessage) => void
}

/** The fields of all messages that are outputs; which are there, the message's type says. */
interface OutputContent {
  readonly name: 'stdout' | 'stderr'
  readonly text: string
  readonly data: MimeData
  readonly metadata?: MimeData
  readonly transient?: { readonly display_id?: string }
  readonly execution_count: number
  readonly ename: string
  readonly evalue: string
  readonly traceback: readonly string[]
  readonly wait?: boolean
}

/** An empty output area; `displays` is the session's. */
export function outputArea(displays: Displays): OutputArea {
  const outputs: Output[] = []
  let clearNext = false

  const clear = () => {
    outputs.length = 0
    for (const [id, places] of displays) {
      displays.set(
        id,
        places.filter((place) => place.outputs !== outputs),
      )
    }
  }
  const push = (output: Output, id?: string) => {
    if (clearNext) clear()
    clearNext = false
    const last = outputs.at(-1)
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name)
      outputs[outputs.length - 1] = { ...last, text: last.text + output.text }
    else outputs.push(output)
    if (id) displays.set(id, [...(displays.get(id) ?? []), { outputs, index: outputs.length - 1 }])
  }

  const take = ({ header, content }: WireMessage) => {
    const body = content as unknown as OutputContent
    const id = body.transient?.display_id
    const bundle = () => ({ data: body.data, metadata: body.metadata ?? {} })
    switch (header.msg_type) {
      case 'stream':
        return push({ output_type: 'stream', name: body.name, text: body.text })
      case 'display_data':
        return push({ output_type: 'display_data', ...bundle() }, id)
      case 'execute_result':
        return push({ output_type: 'execute_result', execution_count: body.execution_count, ...bundle() }, id)
      case 'error':
        return push({
          output_type: 'error',
          ename: body.ename,
          evalue: body.evalue,
          traceback: body.traceback,
        })
      case 'update_display_data':
        for (const place of displays.get(id ?? '') ?? []) {
          const old = place.outputs[place.index]!
          if ('data' in old) place.outputs[place.index] = { ...old, ...bundle() }
        }
        return
      case 'clear_output':
        if (body.wait) clearNext = true
        else clear()
    }
  }
  return { outputs, take }
}
