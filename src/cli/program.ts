import { Command } from 'commander'
import packageFile from '../../package.json' with { type: 'json' }
import { addCompareCommand } from './compare-command.ts'
import { addDatasetsCommand } from './datasets-command.ts'
import { addEditCommand } from './edit-command.ts'
import { addExamples } from './examples.ts'
import { addGenerateCommand } from './generate-command.ts'
import { addKernelCommand } from './kernel-command.ts'
import { addNotebookCommand } from './notebook-command.ts'
import { addReportCommand } from './report-command.ts'
import { addReproduceCommand } from './reproduce-command.ts'
import { addRescoreCommand } from './rescore-command.ts'
import { addStatisticsCommand } from './statistics-command.ts'
import { addStatusCommand } from './status-command.ts'
import { addViewCommand } from './view-command.ts'
import { addWorkerCommand } from './worker-command.ts'

/** The command line: every command, its flags and its help. `signal` is aborted by Ctrl-C. */
export function createProgram(signal: AbortSignal): Command {
  const program = new Command('npx timelab')
    .description('Edit the implicit assumptions of text-to-image diffusion models (TIME, arXiv 2303.08084)')
    .version(packageFile.version)
    .exitOverride()
    .showHelpAfterError('(--help lists what there is)')
  addEditCommand(program, signal)
  addGenerateCommand(program, signal)
  addReproduceCommand(program, signal)
  addStatusCommand(program)
  addReportCommand(program)
  addViewCommand(program)
  addRescoreCommand(program, signal)
  addCompareCommand(program)
  addStatisticsCommand(program, signal)
  addDatasetsCommand(program, signal)
  addWorkerCommand(program, signal)
  addKernelCommand(program)
  addNotebookCommand(program)
  for (const command of program.commands) command.exitOverride()
  addExamples(
    program,
    'edit "A rose" "A blue rose" --prompts "A tulip"',
    'reproduce table2 --limit 3 --seeds 2 --run runs/first',
    'view runs/first',
  )
  return program
}
