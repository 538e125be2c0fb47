import { join } from 'node:path'
import type { Command } from 'commander'
import { writeGaussian } from '../evaluation/gaussian-file.ts'
import { openInception } from '../evaluation/inception-features.ts'
import { openJudge } from '../evaluation/judge.ts'
import {
  type FeatureExtractor,
  judgeAsExtractor,
  pictureStatistics,
} from '../evaluation/picture-statistics.ts'
import { shippedModels } from '../models/model.ts'
import { startProgress } from '../progress.ts'
import { addExamples } from './examples.ts'
import { refuseIdleFlags } from './idle-flags.ts'

interface StatisticsFlags {
  readonly out: string
  readonly judge: string
  readonly inception?: string
}

const shipped = join(shippedModels.emoji, 'clip')

/** `timelab statistics FOLDER`: what FID is taken against, from a folder of real pictures. */
export function addStatisticsCommand(program: Command, signal: AbortSignal): void {
  const command = program
    .command('statistics')
    .summary('statistics of real pictures, for FID')
    .description('Write mean and covariance of the features of all pictures in FOLDER.')
    .argument('<folder>', 'PNG, JPEG or WebP files')
    .option('--out <file>', 'where they go', 'reference.safetensors')
    .option('--judge <folder>', 'take the features of this CLIP', shipped)
    .option(
      '--inception <file>',
      'take the features of FID’s Inception-v3 (safetensors) instead (default: CLIP’s)',
    )
    .action((folder: string, flags: StatisticsFlags) => run(folder, flags, signal))
  refuseIdleFlags(command, [
    {
      flags: ['--judge'],
      because: ({ gave }) =>
        gave('--inception')
          ? 'beside --inception, whose features are taken instead: give one of them'
          : undefined,
    },
  ])
  addExamples(command, 'statistics pictures --out reference.safetensors')
}

async function run(folder: string, flags: StatisticsFlags, signal: AbortSignal): Promise<void> {
  const network = await openNetwork(flags)
  const progress = startProgress('Reading pictures')
  try {
    const statistics = await pictureStatistics(folder, network, {
      signal,
      onProgress: progress.update,
    })
    writeGaussian(flags.out, statistics)
    process.stdout.write(
      `${flags.out}: ${statistics.count} pictures, ${statistics.mean.length} features each\n`,
    )
  } finally {
    progress.stop()
    await network.close()
  }
}

async function openNetwork({
  judge: folder,
  inception,
}: StatisticsFlags): Promise<FeatureExtractor & { close(): Promise<void> }> {
  if (inception !== undefined) return openInception(inception)
  const judge = await openJudge(folder)
  return { ...judgeAsExtractor(judge), close: judge.close }
}
