import { useRef, useState } from 'preact/hooks'

/** A command with a button that copies it. */
export function Copyable({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false)
  const code = useRef<HTMLElement>(null)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      // Where the browser keeps the clipboard to itself, the text is at least marked.
      if (code.current) getSelection()?.selectAllChildren(code.current)
      document.execCommand('copy')
    }
    setCopied(true)
    setTimeout(() => setCopied(false), 1500)
  }
  return (
    <div class="copyable">
      <code ref={code}>{text}</code>
      <button type="button" aria-label={label} onClick={copy}>
        <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
      </button>
    </div>
  )
}
