import type { PageChart, RunPage } from '../page-data.ts'
import { Frame } from './frame.tsx'

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
