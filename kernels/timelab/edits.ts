/** Text with pieces put in or replaced; lines stay lines, so that a place is moved along its line only. */
export interface Edits {
  /** Puts `text` before the code unit at `at`; of two at one place the earlier call comes first. */
  insert(at: number, text: string): void
  /** Replaces a part by `text` of one line; the line breaks of what was there are kept after it. It stands for `from`. */
  replace(start: number, end: number, text: string, from?: number): void
  render(): Rendered
}

/** The edited text, and for each piece in turn where it begins in it and in the original. */
export interface Rendered {
  readonly text: string
  readonly anchors: readonly Anchor[]
}

/** Where a piece begins. One that is `kept` goes on as the original does; another stands for the one place. */
export interface Anchor {
  readonly edited: number
  readonly original: number
  readonly kept: boolean
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
    render() {
      const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end || a.order - b.order)
      const anchors: Anchor[] = [{ edited: 0, original: 0, kept: true }]
      let text = ''
      let at = 0
      for (const edit of sorted) {
        if (edit.start < at) continue // inside a part that was replaced
        text += original.slice(at, edit.start)
        anchors.push({ edited: text.length, original: edit.from, kept: false })
        text += edit.text
        anchors.push({ edited: text.length, original: edit.end, kept: true })
        at = edit.end
      }
      return { text: text + original.slice(at), anchors }
    },
  }
}
