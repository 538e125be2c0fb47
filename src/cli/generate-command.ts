import { join } from 'node:path'
import type { Command } from 'commander'
import { checkEditFits, readEdit } from '../editing/edit-file.ts'
import { promptGrid } from '../experiments/comparison-grid.ts'
import { makeFolder, writeFileAtomically } from '../files.ts'
import { encodePng } from '../images/png.ts'
import type { Model } from '../models/model.ts'
import { startProgress } from '../progress.ts'
import { checkDrawing, type Draw, draw, type Picture } from '../sampling/draw.ts'
import { seedList } from '../sampling/generate.ts'
import { addDrawingOptions, type DrawingFlags } from './drawing-options.ts'
import { checkOutFolder } from './out-folder.ts'
import { drawOptions, withModel } from './session.ts'

interface GenerateFlags extends DrawingFlags {
  readonly edit?: string
}

/** `timelab generate PROMPT…`: draws prompts, with an edit that `timelab edit` wrote or without. */
export function addGenerateCommand(program: Command, signal: AbortSignal): void {
  const command = program
    .command('generate')
    .summary('draw prompts, with an edit or without')
    .description('Draw every PROMPT with every seed: a PNG each, and a labelled grid of all.')
    .argument('<prompts...>', 'what to draw')
    .option('--edit <file>', 'an edit.safetensors that `timelab edit` wrote')
    .action((prompts: readonly string[], flags: GenerateFlags) =>
      withModel(flags, (model) => runGenerate(model, prompts, flags, signal)),
    )
  addDrawingOptions(command, { out: 'out/generate', seeds: 1 })
}

async function runGenerate(
  model: Model,
  prompts: readonly string[],
  flags: GenerateFlags,
  signal: AbortSignal,
): Promise<void> {
  const out = checkOutFolder(flags.out)
  const drawing = drawOptions(flags, signal)
  const edit = flags.edit === undefined ? undefined : readEdit(flags.edit)
  if (edit) checkEditFits(edit, model)
  checkDrawing(model, prompts, drawing)
  const seeds = seedList(flags.seeds, flags.seed)
  const jobs: Draw[] = prompts.flatMap((prompt) =>
    seeds.map((seed) => ({ prompt, seed, ...(edit ? { edit: edit.map } : {}) })),
  )
  const progress = startProgress(`Drawing ${jobs.length} pictures`)
  const pictures: Picture[] = []
  const files: string[] = []
  try {
    for await (const picture of draw(model, jobs, { ...drawing, onProgress: progress.update })) {
      if (pictures.length === 0) makeFolder(out)
      const file = join(out, `${fileName(picture.prompt, prompts)}-${picture.seed}.png`)
      writeFileAtomically(file, await encodePng(picture))
      pictures.push(picture)
      files.push(file)
    }
  } finally {
    progress.stop()
  }
  const grid = join(out, 'grid.png')
  writeFileAtomically(grid, await promptGrid(prompts, seeds, pictures))
  files.push(grid)
  process.stdout.write(
    flags.json ? `${JSON.stringify({ prompts, seeds, files }, null, 2)}\n` : `${files.join('\n')}\n`,
  )
}

/** The prompt's letters and digits, numbered so that two prompts never share a file. */
function fileName(prompt: string, prompts: readonly string[]): string {
  const words = prompt
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
  const number = String(prompts.indexOf(prompt) + 1).padStart(String(prompts.length).length, '0')
  return words === '' ? number : `${number}-${words}`
}
