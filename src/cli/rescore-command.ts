import { resolve } from 'node:path'
import type { Command } from 'commander'
import { openJudge } from '../evaluation/judge.ts'
import { planRescore, rescoreRun } from '../experiments/rescore-run.ts'
import { startProgress } from './progress.ts'

/** `timelab rescore DIR --judge FOLDER`: another judge looks at a run's stored pictures. */
export function addRescoreCommand(program: Command, signal: AbortSignal): void {
  program
    .command('rescore')
    .summary("have another judge see a run's pictures")
    .description(
      'Show another CLIP the pictures that the run in DIR has stored; nothing is drawn.\nThe report then says how far the judges agree, and --judge makes all its tables as this one sees them.',
    )
    .argument('<dir>', 'the folder of a run')
    .requiredOption('--judge <folder>', 'a CLIP in transformers.js layout')
    .action((folder: string, flags: { readonly judge: string }) => runRescore(folder, flags.judge, signal))
}

async function runRescore(folder: string, judgeFolder: string, signal: AbortSignal): Promise<void> {
  const path = resolve(folder)
  planRescore(path)
  const judge = await openJudge(judgeFolder)
  const progress = startProgress('Judging')
  try {
    const fresh = await rescoreRun(path, judge, { signal, onProgress: progress.update })
    const short = judge.digest.slice(0, 8)
    const seen = fresh === 0 ? 'had seen every picture already' : `saw ${fresh.toLocaleString('en')} pictures`
    process.stdout.write(
      `The judge ${short} ${seen}: \`timelab report ${folder} --judge ${short}\` shows what it made of them\n`,
    )
  } finally {
    progress.stop()
    await judge.close()
  }
}
