import { resolve } from 'node:path'
import type { Command } from 'commander'
import { InputError } from '../errors.ts'
import { openInception } from '../evaluation/inception-features.ts'
import { openJudge } from '../evaluation/judge.ts'
import { extractFeatures, planRescore, rescoreRun } from '../experiments/rescore-run.ts'
import { startProgress } from '../progress.ts'
import { addExamples } from './examples.ts'
import { refuseIdleFlags } from './idle-flags.ts'

interface RescoreFlags {
  readonly judge?: string
  readonly inception?: string
}

/** `timelab rescore DIR --judge FOLDER`: another judge looks at a run's stored pictures. */
export function addRescoreCommand(program: Command, signal: AbortSignal): void {
  const command = program
    .command('rescore')
    .summary("have another judge see a run's pictures")
    .description(
      'Show another CLIP the pictures that the run in DIR has stored; nothing is drawn.\nThe report then says how far the judges agree, and --judge makes all its tables as this one sees them.',
    )
    .argument('<dir>', 'the folder of a run')
    .option('--judge <folder>', 'a CLIP in transformers.js layout (default: none; give this or --inception)')
    .option(
      '--inception <file>',
      'FID’s Inception-v3 (safetensors) looks at the captions instead (default: none)',
    )
    .action((folder: string, { judge, inception }: RescoreFlags) => {
      if ((judge === undefined) === (inception === undefined)) {
        throw new InputError('Give either --judge or --inception: who shall look at the pictures.')
      }
      return judge !== undefined
        ? runRescore(folder, judge, signal)
        : runInception(folder, inception ?? '', signal)
    })
  refuseIdleFlags(command)
  addExamples(command, 'rescore runs/table2 --judge models/emoji/clip')
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
      `The judge ${short} ${seen}: \`npx timelab report ${folder} --judge ${short}\` shows what it made of them\n`,
    )
  } finally {
    progress.stop()
    await judge.close()
  }
}

async function runInception(folder: string, file: string, signal: AbortSignal): Promise<void> {
  const path = resolve(folder)
  planRescore(path)
  const inception = await openInception(file)
  const progress = startProgress('Taking features')
  try {
    const fresh = await extractFeatures(path, inception, { signal, onProgress: progress.update })
    process.stdout.write(
      `Inception-v3 saw ${fresh.toLocaleString('en')} pictures more: \`npx timelab report ${folder} --reference FILE\` takes FID against the statistics of FILE\n`,
    )
  } finally {
    progress.stop()
    await inception.close()
  }
}
