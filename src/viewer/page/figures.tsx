import { useMemo } from 'preact/hooks'
import type { PageChart, RunPage } from '../page-data.ts'

/** Charts as pictures: an SVG inside an image can run nothing and load nothing. */
export function Charts({ charts }: { charts: readonly PageChart[] }) {
  if (charts.length === 0) return null
  return (
    <section class="charts" aria-label="Charts">
      {charts.map(({ name, description, svg }) => (
        <figure key={name}>
          <img src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`} alt={description} />
          <figcaption>{description}</figcaption>
        </figure>
      ))}
    </section>
  )
}

/** Figures that move, each in a frame that reaches nothing of this page. */
export function Figures({ figures, nonce }: { figures: RunPage['figures']; nonce: string }) {
  return (
    <>
      {figures.map(({ name, title, html }) => (
        <section key={name} class="figure">
          <h2>{title}</h2>
          <Frame title={title} html={html} nonce={nonce} />
        </section>
      ))}
    </>
  )
}

function Frame({ title, html, nonce }: { title: string; html: string; nonce: string }) {
  // A frame of this kind is under the page's policy, so its scripts need the page's word.
  const allowed = useMemo(() => {
    const parsed = new DOMParser().parseFromString(html, 'text/html')
    for (const script of parsed.querySelectorAll('script')) script.setAttribute('nonce', nonce)
    return `<!doctype html>${parsed.documentElement.outerHTML}`
  }, [html, nonce])
  return <iframe title={title} sandbox="allow-scripts" srcDoc={allowed} loading="lazy" />
}
