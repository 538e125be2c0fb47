import { parsePromptPair } from '../datasets/destination-form.ts'
import type { EditEntry, PromptPair } from '../datasets/entry.ts'
import { namesSource, nounOf } from '../datasets/naming.ts'
import { InputError } from '../errors.ts'
import { dot } from './verdict.ts'

/** The texts that a picture is named by: those of its own noun, and those of all other nouns of the data set. */
export interface Naming {
  readonly own: readonly string[]
  readonly others: readonly string[]
}

/**
 * What a data set's pictures are named among for intactness: is an edited picture still seen as its own noun,
 * so that a wrecked one never counts as a success? Each noun stands plain ("A rose") and with what the entry's
 * edit states ("A blue rose"), so that following the edit costs nothing. Nouns are those of the entries' sources;
 * a negative's own joins them for its pictures.
 */
export function createNaming(entries: readonly EditEntry[]) {
  const nouns = [...new Set(entries.map(({ source }) => nounOf(source)))].sort(
    (a, b) => b.length - a.length || (a < b ? -1 : 1),
  )
  const forms = new Map<EditEntry, ReadonlyMap<string, readonly string[]>>()
  const textsOf = (entry: EditEntry, noun: string): readonly string[] => {
    const known = forms.get(entry) ?? new Map(nouns.map((each) => [each, statedForms(entry, each)]))
    forms.set(entry, known)
    return known.get(noun) ?? statedForms(entry, noun)
  }
  return (entry: EditEntry, prompt: PromptPair, negative: boolean): Naming => {
    const own = negative ? nounIn(prompt.prompt, nouns) : nounOf(entry.source)
    return {
      own: textsOf(entry, own),
      others: nouns.filter((noun) => noun !== own).flatMap((noun) => textsOf(entry, noun)),
    }
  }
}

/** Whether a picture is nearer to one of its own noun's texts than to any other's. */
export function isIntact(
  picture: Float32Array,
  own: readonly Float32Array[],
  others: readonly Float32Array[],
): boolean {
  const best = (texts: readonly Float32Array[]) =>
    texts.reduce((most, text) => Math.max(most, dot(picture, text)), Number.NEGATIVE_INFINITY)
  return best(own) > best(others)
}

/** The longest of `nouns` that the prompt names; the prompt without its article where it names none. */
function nounIn(prompt: string, nouns: readonly string[]): string {
  return nouns.find((noun) => namesSource(prompt, noun)) ?? nounOf(prompt)
}

function statedForms({ source, destination }: EditEntry, noun: string): readonly string[] {
  const plain = `${/^[aeiou]/i.test(noun) ? 'An' : 'A'} ${noun}`
  try {
    return [plain, parsePromptPair(plain, source, destination).destination]
  } catch (error) {
    // Some destinations are no wording that another noun could take.
    if (error instanceof InputError) return [plain]
    throw error
  }
}
