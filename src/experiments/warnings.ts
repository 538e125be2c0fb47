import type { RunView } from './run-tables.ts'
import { scoresByEdit } from './scores.ts'

/**
 * What a reader of the tables must know: pictures that are missing, edits that did nothing, ties. `done` says what
 * has not happened to a missing one.
 */
export function warningsOf(view: RunView, done = 'drawn'): readonly string[] {
  return [
    ...unfinished(view, done),
    ...unmeasured(view),
    ...idleEdits(view),
    ...ties(view),
    ...missingFid(view),
  ]
}

/** That samples or captions of the plan have no score yet, if so. */
export function unfinished({ plan, scores, quality }: RunView, done = 'drawn'): readonly string[] {
  const left = plan.samples.length - scores.length
  const seen = [...quality.values()].reduce((sum, { captions }) => sum + captions, 0)
  const captions = plan.captions.length - seen
  const also = captions > 0 ? ` ${captions} of ${plan.captions.length} captions are not ${done} yet.` : ''
  if (left > 0) {
    return [
      `The run is not finished: ${left} of ${plan.samples.length} samples are not ${done} yet, and the tables stand on the others.${also}`,
    ]
  }
  return captions > 0 ? [`The run is not finished:${also}`] : []
}

/** Edits that pictures were drawn with and whose size the ledger does not have. */
function unmeasured({ scores, edits }: RunView): readonly string[] {
  const known = new Set(edits.map(({ id }) => id))
  const lacking = [...scoresByEdit(scores).keys()].filter((id) => !known.has(id))
  return lacking.length === 0
    ? []
    : [
        `The ledger lacks ${lacking.length} edits that pictures were drawn with: run the same \`npx timelab reproduce\` again, which makes them again.`,
      ]
}

/** Edits all of whose pictures equal the unedited model's of the same prompt and seed. */
function idleEdits({ scores }: RunView): readonly string[] {
  const unedited = new Map(
    scores
      .filter(({ sample: { unit } }) => unit.edit === null)
      .map(({ sample: { unit }, png }) => [`${unit.seed} ${unit.prompt}`, png]),
  )
  return [...scoresByEdit(scores).values()].flatMap((own) => {
    const compared = own.flatMap(({ sample: { unit }, png }) => {
      const before = unedited.get(`${unit.seed} ${unit.prompt}`)
      return before === undefined ? [] : [png === before]
    })
    const spec = own[0]?.sample.unit.edit
    if (!spec || compared.length === 0 || !compared.every(Boolean)) return []
    const [first] = spec.pairs
    return [
      `The edit "${first?.source}" -> "${first?.destination}" (lambda ${spec.lambda}) did nothing: all ${compared.length} of its pictures equal the unedited model's.`,
    ]
  })
}

function ties({ scores }: RunView): readonly string[] {
  const tied = scores.filter(({ tie }) => tie)
  if (tied.length === 0) return []
  const degenerate = new Set(
    tied
      .filter(({ sample: { pair } }) => pair.prompt === pair.destination)
      .map(({ sample: { entry, pair } }) => `"${pair.prompt}" (row ${entry.row})`),
  )
  return [
    `${tied.length} of ${scores.length} samples are ties, which count as no success${
      degenerate.size > 0
        ? `; the judge cannot tell these prompts from their destination: ${[...degenerate].join(', ')}`
        : ''
    }.`,
  ]
}

/** FID that cannot be taken because nobody looked at the captions with the network that it needs. */
function missingFid({ quality, fidSource }: RunView): readonly string[] {
  const known = [...quality.values()].every(({ captions, fid }) => captions < 2 || fid !== undefined)
  if (known || !fidSource) return []
  return [
    `FID is not known: it is to be taken of the features ${fidSource.name.slice(0, 28)}, which this run does not have; \`npx timelab rescore DIR\` with --inception or --judge takes them.`,
  ]
}
