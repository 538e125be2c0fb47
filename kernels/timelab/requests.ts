import type { ConnectionInfo, Content } from '../wire.ts'
import type { CompilerClient } from './compiler-client.ts'
import { textField } from './fields.ts'
import type { History } from './history.ts'
import { kernelInfo } from './kernel-info.ts'
import { codePoints, units } from './offsets.ts'

/** Answers requests that run no code: the content of the reply, while cells run too; none for a request of another kind. */
export type Answer = (type: string, content: Content) => Promise<Content | undefined>

/** The targets of the comms that are open, by their ids. */
export type OpenComms = ReadonlyMap<string, string>

/** Answers by what compiler, history and comms are at that moment. */
export function createAnswers(
  connection: ConnectionInfo,
  compiler: CompilerClient,
  history: History,
  openComms: OpenComms,
): Answer {
  return async (type, content) => {
    const code = textField(content, 'code')
    switch (type) {
      case 'kernel_info_request':
        return kernelInfo
      case 'connect_request': {
        const { shell_port, iopub_port, stdin_port, control_port, hb_port } = connection
        return { shell_port, iopub_port, stdin_port, control_port, hb_port }
      }
      case 'complete_request':
        return complete(compiler, code, content.cursor_pos)
      case 'inspect_request':
        return inspect(compiler, code, content.cursor_pos)
      case 'is_complete_request':
        return { ...(await compiler.isComplete(code)) }
      case 'history_request':
        return { history: history.find(content) }
      case 'comm_info_request': {
        const target = content.target_name
        const open = [...openComms].filter(([, name]) => !target || name === target)
        return { comms: Object.fromEntries(open.map(([id, name]) => [id, { target_name: name }])) }
      }
    }
    return undefined
  }
}

async function complete(compiler: CompilerClient, code: string, cursor: unknown): Promise<Content> {
  const { matches, start, end } = await compiler.complete(code, units(code, cursor))
  const place = { cursor_start: codePoints(code, start), cursor_end: codePoints(code, end) }
  const typed = matches.map((match) => ({ ...match, start: place.cursor_start, end: place.cursor_end }))
  return {
    ...place,
    matches: matches.map(({ text }) => text),
    metadata: { _jupyter_types_experimental: typed },
  }
}

async function inspect(compiler: CompilerClient, code: string, cursor: unknown): Promise<Content> {
  const hover = await compiler.hover(code, units(code, cursor))
  if (!hover) return { found: false, data: {}, metadata: {} }
  const tags = hover.tags.map(({ name, text }) => `@${name} ${text}`)
  const words = [hover.documentation, ...tags].filter((part) => part !== '')
  const data = {
    'text/plain': [hover.signature, ...words].join('\n\n'),
    'text/markdown': [`\`\`\`typescript\n${hover.signature}\n\`\`\``, ...words].join('\n\n'),
  }
  return { found: true, data, metadata: {} }
}
