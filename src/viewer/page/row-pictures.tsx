import type { RunPage } from '../page-data.ts'
import { Picture } from './picture.tsx'
import { type Store, trioOf } from './store.ts'
import { formatMargin } from './why.ts'

/** A sample's before, after and oracle in a row, each with its own margin; in a comparison both runs' between them. */
export function RowPictures({ run, store, sample }: { run: RunPage; store: Store; sample: number }) {
  const { before, after, oracle } = trioOf(run, store, sample)
  const { comparison } = run
  const prompt = run.prompts[store.prompt[sample]!]!
  const about = `${prompt.prompt}, seed ${store.seed[sample]}`
  const shot = (i: number | undefined, role: string, { picture, margin, success }: Columns = store) => (
    <span class="shot">
      <Picture
        run={run}
        file={i === undefined ? undefined : picture[i]}
        alt={`${role}: ${about}`}
        own={i === sample}
      />
      {i !== undefined && <span class={success[i] ? 'success' : 'failure'}>{formatMargin(margin[i]!)}</span>}
    </span>
  )
  // A near concept should stay as it is: its oracle is its before.
  const asBefore = prompt.measure === 'specificity' && oracle !== sample
  return (
    <>
      {shot(before, 'before')}
      {comparison ? shot(sample, comparison.first) : shot(after, 'after')}
      {comparison && store.second && shot(sample, comparison.second, store.second)}
      {asBefore ? (
        <span class="shot">
          <span class="picture blank" role="img" aria-label="oracle: the same as before">
            as before
          </span>
        </span>
      ) : (
        shot(oracle, 'oracle')
      )}
    </>
  )
}

type Columns = Pick<Store, 'picture' | 'margin' | 'success'>
