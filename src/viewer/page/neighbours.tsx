import { useLayoutEffect, useRef } from 'preact/hooks'
import type { RunPage } from '../page-data.ts'
import { Picture } from './picture.tsx'
import type { Store } from './store.ts'
import { formatMargin } from './why.ts'

/** Samples beside one: over seeds, over the prompts of its edit, over methods. */
export function Neighbours({
  run,
  store,
  sample,
  show,
}: {
  run: RunPage
  store: Store
  sample: number
  show: (sample: number) => void
}) {
  const [method, prompt, seed] = [store.method[sample]!, store.prompt[sample]!, store.seed[sample]!]
  const entry = run.prompts[prompt]?.entry
  const strips: readonly Strip[] = [
    {
      title: 'The same prompt, every seed',
      samples: store.seeds.map((other) => [store.find(method, prompt, other), `seed ${other}`]),
    },
    {
      title: 'The same edit and seed, every prompt',
      samples: run.prompts.flatMap((other, place): Named[] =>
        other.entry === entry ? [[store.find(method, place, seed), other.prompt]] : [],
      ),
    },
    {
      title: 'The same prompt and seed, every method',
      samples: run.methods.map(({ name }, place) => [store.find(place, prompt, seed), name]),
    },
  ]
  const strip = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    for (const own of strip.current?.querySelectorAll<HTMLElement>('[aria-current]') ?? []) {
      const list = own.closest('ul')
      if (list) list.scrollLeft = own.offsetLeft - list.offsetLeft - list.clientWidth / 2
    }
  }, [sample])
  return (
    <div class="neighbours" ref={strip}>
      {strips.map(({ title, samples }) => (
        <section key={title}>
          <h3>{title}</h3>
          <ul>
            {samples.map(([other, label], place) =>
              other === undefined ? null : (
                <li key={place}>
                  <button
                    type="button"
                    aria-current={other === sample ? 'true' : undefined}
                    class={store.success[other] ? 'success' : 'failure'}
                    title={`${label}: ${formatMargin(store.margin[other]!)}`}
                    onClick={() => show(other)}
                  >
                    <Picture run={run} file={store.picture[other]} alt="" />
                    <span>
                      <span aria-hidden="true">{store.success[other] ? '✓' : '✗'}</span> {label}
                    </span>
                  </button>
                </li>
              ),
            )}
          </ul>
        </section>
      ))}
    </div>
  )
}

type Named = readonly [sample: number | undefined, label: string]

interface Strip {
  readonly title: string
  readonly samples: readonly Named[]
}
