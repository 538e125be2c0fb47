import { resolve } from 'node:path'
import type { Command } from 'commander'
import { formatDuration } from '../duration.ts'
import { type SeenRun, seeRun } from '../experiments/run-status.ts'
import { methodName } from '../experiments/samples.ts'
import { printable } from '../quote.ts'
import { countSeeds } from '../sampling/seeds.ts'
import { significant } from '../significant.ts'
import { addExamples } from './examples.ts'
import { refuseIdleFlags } from './idle-flags.ts'

/** `timelab status DIR`: how far a run is, whether or not a process works on it. */
export function addStatusCommand(program: Command): void {
  const command = program
    .command('status')
    .summary('say how far a run is')
    .description(
      'Say what the run in DIR is, what is done and left, and the time to go; it is not disturbed.',
    )
    .argument('<dir>', 'the folder of a run')
    .option('--json', 'one JSON object on standard output')
    .action((folder: string, flags: { readonly json?: true }) => {
      const run = seeRun(resolve(folder))
      process.stdout.write(
        flags.json ? `${JSON.stringify(run, null, 2)}\n` : printable(describe(folder, run)),
      )
    })
  refuseIdleFlags(command)
  addExamples(command, 'status runs/table2')
}

function describe(folder: string, run: SeenRun): string {
  const { settings, done, total, left, judges, pictures } = run
  const { model, dataset, sampling, seeds } = settings
  const lines = [
    `${settings.experiment} on ${model.name} by ${methodName(settings)}, lambda ${settings.edit.lambda}: ${run.entries} entries of ${dataset.name}, ${countSeeds(seeds)} seeds, ${sampling.steps} steps of ${sampling.scheduler}`,
    `${count(done)} of ${count(total)} pictures are drawn (${percent(done, total)}), ${count(left)} are left`,
    stateLine(folder, run),
    ...judges.map(
      ({ name, digest, own, pictures: seen }) =>
        `Judge ${name} (${digest.slice(0, 8)}${own ? ', the run’s own' : ''}): ${count(seen)} pictures`,
    ),
    pictures
      ? `${count(pictures.files)} PNG files kept, ${(pictures.bytes / 1e6).toFixed(1)} MB`
      : 'PNG files are not kept',
  ]
  return `${lines.join('\n')}\n`
}

function stateLine(folder: string, { state, rate, toGo, idle }: SeenRun): string {
  const latest =
    idle === null ? 'nothing was recorded yet' : `the latest batch came ${formatDuration(idle)} ago`
  const speed = rate === null ? '' : `, ${significant(rate, 3)} pictures a second`
  const again = 'run the same `npx timelab reproduce` again to go on'
  switch (state) {
    case 'finished':
      return `Finished: \`npx timelab report ${folder}\` shows its tables`
    case 'working':
      return `Working${speed}${toGo === null ? '; the time to go is not known yet' : `, about ${formatDuration(toGo)} to go`}; ${latest}`
    case 'stalled':
      return `Stalled: a process works on it, but ${latest}`
    case 'stopped':
      return `Stopped: no process works on it, and ${latest}; ${again}`
    case 'not begun':
      return `Not begun: no process works on it; ${again}`
  }
}

const count = (value: number): string => value.toLocaleString('en')

/** Rounded down, so that 100 % is all. */
const percent = (done: number, total: number): string => `${Math.floor((1000 * done) / total) / 10} %`
