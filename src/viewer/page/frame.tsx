import { useEffect, useMemo, useRef, useState } from 'preact/hooks'

/**
 * HTML that runs its own scripts, in a frame that reaches nothing of this page. Such a frame is under the page's policy, so its
 * scripts are given the page's word.
 */
export function Frame({ title, html, nonce }: { title: string; html: string; nonce: string }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [height, setHeight] = useState(400)
  const framed = useMemo(() => frameOf(html, nonce), [html, nonce])
  useEffect(() => {
    const listen = ({ source, data }: MessageEvent<unknown>): void => {
      if (source !== frame.current?.contentWindow || typeof data !== 'number') return
      setHeight(Math.min(Math.max(Math.ceil(data), 80), 4000))
    }
    addEventListener('message', listen)
    return () => removeEventListener('message', listen)
  }, [])
  return (
    <iframe
      ref={frame}
      title={title}
      sandbox="allow-scripts"
      srcDoc={framed}
      loading="lazy"
      style={{ height: `${height}px` }}
    />
  )
}

/** A frame says how tall it is; the room below is for a scroll bar. */
const MEASURE = `new ResizeObserver(() => parent.postMessage(document.documentElement.offsetHeight + 20, '*'))
  .observe(document.documentElement)`

function frameOf(html: string, nonce: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html')
  const scheme = page.createElement('meta')
  scheme.name = 'color-scheme'
  scheme.content = 'light dark'
  const measure = page.createElement('script')
  measure.textContent = MEASURE
  page.head.append(scheme)
  page.body.append(measure)
  for (const script of page.querySelectorAll('script')) script.setAttribute('nonce', nonce)
  return `<!doctype html>${page.documentElement.outerHTML}`
}
