/** Text with pieces put in or replaced; lines stay lines, so that a place is moved along its line only. */
export interface Edits {
  /** Puts `text` before the code unit at `at`; of two at one place the earlier call comes first. */
  insert(at: number, text: string): void
  /** Replaces a part by `text` of one line; the line breaks of what was there are kept after it. It stands for `from`. */
  replace(start: number, end: number, text: string, from?: number): void
  render(start?: number, end?: number): Rendered
}

/** The edited text, and for each piece where it begins in it and in the original. */
export interface Rendered {
  readonly text: string
  readonly anchors: readonly { readonly edited: number; readonly original: number }[]
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly from: number
  readonly order: number
}

export function editText(original: string): Edits {
  const edits: Edit[] = []
  return {
    insert(at, text) {
      edits.push({ start: at, end: at, text, from: at, order: edits.length })
    },
    replace(start, end, text, from = start) {
      const lines = original.slice(start, end).split('\n').length - text.split('\n').length
      edits.push({ start, end, text: text + '\n'.repeat(Math.max(0, lines)), from, order: edits.length })
    },
    render(start = 0, end = original.length) {
      const inside = edits
        .filter((edit) => edit.start >= start && edit.end <= end)
        .sort((a, b) => a.start - b.start || a.end - b.end || a.order - b.order)
      const anchors = [{ edited: 0, original: start }]
      let text = ''
      let at = start
      for (const edit of inside) {
        if (edit.start < at) continue // inside a part that was replaced
        text += original.slice(at, edit.start)
        anchors.push({ edited: text.length, original: edit.from })
        text += edit.text
        anchors.push({ edited: text.length, original: edit.end })
        at = edit.end
      }
      return { text: text + original.slice(at, end), anchors }
    },
  }
}
