import type { RunPage } from '../page-data.ts'

/** One picture of a run, or a blank where there is none. The element is made only in view, so nothing is read ahead. */
export function Picture({
  run,
  file,
  alt,
  own = false,
}: {
  run: RunPage
  file: string | undefined
  alt: string
  own?: boolean
}) {
  if (file === undefined || run.pictures === null) {
    return (
      <span class="picture blank" role="img" aria-label={`${alt}: no picture`}>
        {run.pictures === null ? 'not kept' : '–'}
      </span>
    )
  }
  return (
    <img
      class={`picture${own ? ' own' : ''}`}
      src={`${run.pictures}/${file}`}
      alt={alt}
      width={run.picture.width}
      height={run.picture.height}
      decoding="async"
      loading="lazy"
    />
  )
}
