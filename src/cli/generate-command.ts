import { join } from 'node:path'
import type { Command } from 'commander'
import { checkEditFits, readEdit, type StoredEdit } from '../editing/edit-file.ts'
import { editMany } from '../editing/edit-prompts.ts'
import { InputError } from '../errors.ts'
import { promptGrid } from '../experiments/comparison-grid.ts'
import { makeFolder, writeFileAtomically } from '../files.ts'
import { encodePng } from '../images/png.ts'
import { addPngText } from '../images/png-text.ts'
import type { Model } from '../models/model.ts'
import { startProgress } from '../progress.ts'
import { checkDrawing, type Draw, draw, type Picture } from '../sampling/draw.ts'
import { seedList } from '../sampling/generate.ts'
import { editRecord, gridText, pictureText } from '../sampling/picture-record.ts'
import { samplingOf } from '../sampling/sampling.ts'
import { addDrawingOptions, type DrawingFlags } from './drawing-options.ts'
import { addEditOptions, type EditSettingFlags, editSettings } from './edit-options.ts'
import { checkOutFolder } from './out-folder.ts'
import { drawOptions, withModel } from './session.ts'

interface GenerateFlags extends DrawingFlags, EditSettingFlags {
  readonly edit?: string
  readonly source?: readonly string[]
  readonly destination?: readonly string[]
}

/** `timelab generate PROMPT…`: draws prompts, with an edit that `timelab edit` wrote or without. */
export function addGenerateCommand(program: Command, signal: AbortSignal): void {
  const command = program
    .command('generate')
    .summary('draw prompts, with an edit or without')
    .description('Draw every PROMPT with every seed: a PNG each, and a labelled grid of all.')
    .argument('<prompts...>', 'what to draw')
    .option('--edit <file>', 'an edit.safetensors that `npx timelab edit` wrote')
    .option('--source <prompts...>', 'or an edit that is solved now: what the model assumes something of')
    .option('--destination <prompts...>', 'the same, said outright; as many as sources')
    .action((prompts: readonly string[], flags: GenerateFlags) =>
      withModel(flags, (model) => runGenerate(model, prompts, flags, signal)),
    )
  addEditOptions(command)
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
  checkDrawing(model, prompts, drawing)
  const formed = prompts.find((prompt) => prompt.includes('=>'))
  if (formed !== undefined) {
    throw new InputError(
      `generate draws prompts as they stand, and "${formed}" has a destination form: leave "=>" and what follows out, ` +
        'or draw both with `timelab edit SOURCE DESTINATION --prompts`.',
    )
  }
  const edit = await editOf(model, flags, signal)
  const seeds = seedList(flags.seeds, flags.seed)
  const jobs: Draw[] = prompts.flatMap((prompt) =>
    seeds.map((seed) => ({ prompt, seed, ...(edit ? { edit: edit.map } : {}) })),
  )
  const progress = startProgress(`Drawing ${jobs.length} pictures`)
  const record = {
    model: await model.digest(),
    ...samplingOf(model, drawing),
    edit: edit ? editRecord(edit.recipe) : null,
  }
  const pictures: Picture[] = []
  const files: string[] = []
  try {
    for await (const picture of draw(model, jobs, { ...drawing, onProgress: progress.update })) {
      if (pictures.length === 0) makeFolder(out)
      const file = join(out, `${fileName(picture.prompt, prompts)}-${picture.seed}.png`)
      const text = pictureText({ prompt: picture.prompt, seed: picture.seed, ...record })
      writeFileAtomically(file, await encodePng(picture, text))
      pictures.push(picture)
      files.push(file)
    }
  } finally {
    progress.stop()
  }
  const grid = join(out, 'grid.png')
  const drawn = await promptGrid(prompts, seeds, pictures)
  writeFileAtomically(grid, addPngText(drawn, gridText({ prompts, seeds, ...record })))
  files.push(grid)
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ prompts, seeds, ...record, files }, null, 2)}\n`
      : `${files.join('\n')}\n`,
  )
}

/** The edit of a file, or the one that the flags describe; undefined where they name none. */
async function editOf(
  model: Model,
  flags: GenerateFlags,
  signal: AbortSignal,
): Promise<StoredEdit | undefined> {
  const { edit: file, source: sources = [], destination: destinations = [] } = flags
  if (sources.length !== destinations.length) {
    throw new InputError(
      `There are ${sources.length} --source and ${destinations.length} --destination: give one destination a source.`,
    )
  }
  if (file !== undefined && sources.length > 0) {
    throw new InputError('--edit and --source both name an edit: give one of them.')
  }
  if (file !== undefined) {
    const edit = readEdit(file)
    checkEditFits(edit, model)
    return edit
  }
  if (sources.length === 0) return undefined
  const pairs = sources.map((source, k) => ({ source, destination: destinations[k] ?? '' }))
  return editMany(model, pairs, { ...editSettings(flags), signal })
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
