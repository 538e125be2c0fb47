import type { Command } from 'commander'
import { loadMethod } from '../editing/method.ts'
import { printable } from '../quote.ts'
import { createPerform } from '../runs/perform.ts'
import { checkRedis } from '../runs/redis.ts'
import { drawerOf } from '../runs/run-descriptor.ts'
import { serveRuns } from '../runs/worker.ts'
import { addEngineOptions, type EngineFlags, engineRules } from './drawing-options.ts'
import { addExamples } from './examples.ts'
import { refuseIdleFlags } from './idle-flags.ts'
import { limits } from './limits.ts'
import { numberAbove } from './options.ts'
import { needModelJudge, withModel } from './session.ts'

interface WorkerFlags extends EngineFlags {
  readonly queue: string
  readonly judge?: string
  readonly method?: string
  readonly untilIdle?: number
}

/** `timelab worker --queue URL`: draws for the runs of `timelab reproduce --queue URL`, wherever those are. */
export function addWorkerCommand(program: Command, signal: AbortSignal): void {
  const command = program
    .command('worker')
    .summary('draw for runs on other machines')
    .description(
      'Draw and judge for every `npx timelab reproduce --queue` on the same Redis, until stopped.\nIt may be stopped, or killed, at any time: what it was at goes to another worker.',
    )
    .requiredOption('--queue <url>', 'a Redis, such as redis://host:6379')
    .option(
      '--judge <folder>',
      'a CLIP in transformers.js layout (default: the one that comes with the model)',
    )
    .option(
      '--method <file>',
      'the module of the method that a run edits with, where that is not TIME (default: TIME)',
    )
    .option(
      '--until-idle <seconds>',
      'end once there has been no run for so long (default: never)',
      numberAbove('--until-idle', 0, limits.seconds, true),
    )
    .action(async (flags: WorkerFlags) => {
      await checkRedis(flags.queue)
      const method = flags.method === undefined ? undefined : await loadMethod(flags.method)
      await withModel(flags, async (model) => {
        const judge = await needModelJudge(model, flags.judge)
        try {
          await serveRuns({
            url: flags.queue,
            drawer: await drawerOf(model, judge, method),
            perform: (sampling) => createPerform(model, judge, sampling, method && [method]),
            // One more than there are sessions: they stay busy while another's pictures are decoded and judged.
            lanes: model.lanes + 1,
            ...(flags.untilIdle === undefined ? {} : { untilIdle: flags.untilIdle }),
            signal,
            onNotice: (notice) => process.stderr.write(`${printable(notice)}\n`),
          })
        } finally {
          await judge.close()
        }
      })
    })
  addEngineOptions(command)
  refuseIdleFlags(command, engineRules)
  addExamples(command, 'worker --queue redis://localhost:6379 --until-idle 60')
}
