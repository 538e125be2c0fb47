import { type Change, spell } from '../language/spelling.ts'
import type { Unclear } from '../language/subject.ts'
import { wordsOf } from '../language/words.ts'
import { rewordAttributes } from './reword-attributes.ts'
import { rewordBehind } from './reword-behind.ts'
import { compound, putBefore, replaceNoun } from './reword-noun.ts'
import { targetOf } from './reword-target.ts'
import type { Rewording } from './rewording.ts'

/** The prompt reworded as the edit rewords its source; why, where it cannot be known. */
export function rewordPrompt(prompt: string, edit: Rewording | Unclear): string | Unclear {
  if ('unclear' in edit) return edit
  const words = wordsOf(prompt)
  const target = targetOf(words, edit)
  if ('unclear' in target) return target
  const changes: Change[] = []
  for (const reword of [replaceNoun, putBefore, rewordAttributes, compound, rewordBehind]) {
    const part = reword(words, target, edit)
    if ('unclear' in part) return part
    changes.push(...part)
  }
  // "Big Ben" keeps its capital, and so does a name that only the edit tells to be one.
  const name = (words[0]!.tag !== 'DET' && words[1]?.tag === 'PROPN') || (edit.named && target.from === 0)
  return spell(words, changes, name)
}
