import { basename } from 'node:path'
import type { Judge } from '../evaluation/judge.ts'
import type { Ledger } from './ledger.ts'

/** Has a judge read what the ledger lacks, so that tables can be made from the ledger alone; its name is kept as well. */
export async function embedTexts(judge: Judge, ledger: Ledger, texts: readonly string[]): Promise<void> {
  const known = ledger.texts(judge.digest)
  const fresh = texts.filter((text) => !known.has(text))
  const features = await judge.embedTexts(fresh)
  ledger.nameJudge(judge.digest, basename(judge.folder))
  ledger.recordTexts(
    judge.digest,
    new Map(fresh.flatMap((text, k) => (features[k] ? [[text, features[k]] as const] : []))),
  )
}
