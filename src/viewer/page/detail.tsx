import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { RunPage } from '../page-data.ts'
import { sampleCommand } from '../sample-command.ts'
import { Copyable } from './copyable.tsx'
import { formatCount } from './format.ts'
import { Neighbours } from './neighbours.tsx'
import { Picture } from './picture.tsx'
import { Verdicts } from './sample-row.tsx'
import { type Store, trioOf } from './store.ts'
import { formatMargin } from './why.ts'

/** One sample at large, with its neighbours and the command that makes it again. */
export function Detail({
  run,
  store,
  sample,
  place,
  count,
  show,
  step,
  close,
}: {
  run: RunPage
  store: Store
  sample: number
  /** Among the samples that pass the filters; -1 where it is none of them. */
  place: number
  count: number
  show: (sample: number) => void
  step: (by: number) => void
  close: () => void
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    dialog.current?.showModal()
    // Keys act on the sample, not on the first button.
    dialog.current?.focus()
  }, [])
  const trio = useMemo(() => trioOf(run, store, sample), [run, store, sample])
  const prompt = run.prompts[store.prompt[sample]!]!
  const entry = run.entries[prompt.entry]!
  const method = run.methods[store.method[sample]!]!
  const seed = store.seed[sample]!
  const kept = prompt.measure === 'specificity'
  const asked = { method: store.method[sample]!, prompt: store.prompt[sample]!, seed }
  const command = sampleCommand(run, asked)
  const second = run.comparison && sampleCommand(run, asked, run.comparison.secondDrawing)
  const large = (i: number | undefined, role: string) => {
    if (i === undefined) return null
    const name = run.methods[store.method[i]!]?.name
    return (
      <figure class={i === sample ? 'own' : undefined}>
        <Picture run={run} file={store.picture[i]} alt={`${role}: ${prompt.prompt}, seed ${seed}`} />
        <figcaption>
          <b>{role}</b> {name !== role && name}
          <span class={store.success[i] ? 'success' : 'failure'}>{formatMargin(store.margin[i]!)}</span>
        </figcaption>
      </figure>
    )
  }
  return (
    <dialog
      ref={dialog}
      aria-labelledby="detail-title"
      closedby="any"
      tabIndex={-1}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
    >
      <div class="detail">
        <div class="detail-head">
          <h2 id="detail-title">
            {prompt.prompt} <span class="arrow">{kept ? 'not' : '→'}</span>{' '}
            <span class="destination">{prompt.destination}</span>
          </h2>
          <p class="steps">
            <button type="button" onClick={() => step(-1)} disabled={place <= 0} aria-label="Previous sample">
              ↑
            </button>
            <span>
              {place < 0 ? 'outside the filters' : `${formatCount(place + 1)} of ${formatCount(count)}`}
            </span>
            <button
              type="button"
              onClick={() => step(1)}
              disabled={place < 0 || place + 1 >= count}
              aria-label="Next sample"
            >
              ↓
            </button>
            <button type="button" onClick={close} aria-label="Close">
              ✕
            </button>
          </p>
        </div>
        <div class="large">
          {large(trio.before, 'before')}
          {run.comparison ? large(sample, run.comparison.first) : large(trio.after, 'after')}
          {run.comparison && store.second && (
            <figure>
              <Picture
                run={run}
                file={store.second.picture[sample]}
                alt={`${run.comparison.second}: ${prompt.prompt}, seed ${seed}`}
              />
              <figcaption>
                <b>{run.comparison.second}</b>
                <span class={store.second.success[sample] ? 'success' : 'failure'}>
                  {formatMargin(store.second.margin[sample]!)}
                </span>
              </figcaption>
            </figure>
          )}
          {!kept && large(trio.oracle, 'oracle')}
        </div>
        <Verdicts run={run} store={store} sample={sample} />
        <dl class="settings">
          {facts([
            ['method', method.name],
            ['measure', prompt.measure],
            ['edit', `${entry.source} → ${entry.destination}`],
            ['kind', entry.kind],
            ['row of the data set', String(entry.row)],
            ['seed', String(seed)],
            ['prompt class', prompt.named ? 'names the source' : 'does not name the source'],
            ['noun', store.intact[sample] ? 'still named as its own' : 'no longer named as its own'],
          ])}
          <div>
            <dt>picture</dt>
            <dd>
              {run.pictures === null ? (
                'not kept'
              ) : (
                <a href={`${run.pictures}/${store.picture[sample]}`}>
                  {store.picture[sample]?.slice(0, 15)}…
                </a>
              )}
            </dd>
          </div>
        </dl>
        {command && <Copyable text={command} label="Copy the command that makes this sample again" />}
        {second && second !== command && (
          <Copyable text={second} label="Copy the command that makes the second run’s sample again" />
        )}
        <Neighbours run={run} store={store} sample={sample} show={show} />
      </div>
    </dialog>
  )
}

const facts = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([name, value]) => (
    <div key={name}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  ))
