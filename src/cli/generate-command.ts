import { basename, join } from 'node:path'
import { type Command, Option } from 'commander'
import { checkEditFits, readEdit, type StoredEdit } from '../editing/edit-file.ts'
import { type Edited, editSweep } from '../editing/edit-prompts.ts'
import { editWarnings, promptWarnings } from '../editing/warnings.ts'
import { InputError } from '../errors.ts'
import { gridShare, variantGrid } from '../experiments/comparison-grid.ts'
import { makeFolder, writeFileAtomically } from '../files.ts'
import { encodePng } from '../images/png.ts'
import { addPngText } from '../images/png-text.ts'
import type { Model } from '../models/model.ts'
import { startProgress } from '../progress.ts'
import { checkDrawing, draw, lazyDraws, type Picture } from '../sampling/draw.ts'
import { editRecord, editsRecord, gridText, pictureText } from '../sampling/picture-record.ts'
import { samplingOf } from '../sampling/sampling.ts'
import { seedList } from '../sampling/seeds.ts'
import { addDrawingOptions, type DrawingFlags, engineRules, seedRules } from './drawing-options.ts'
import {
  addEditOptions,
  alsoPairs,
  type EditSettingFlags,
  editFlags,
  editRules,
  editSettings,
} from './edit-options.ts'
import { addExamples } from './examples.ts'
import { type IdleRule, refuseIdleFlags, repeatable } from './idle-flags.ts'
import { given } from './options.ts'
import { checkOutFolder } from './out-folder.ts'
import { sayWarnings } from './say-warnings.ts'
import { drawOptions, withModel } from './session.ts'

interface GenerateFlags extends DrawingFlags, EditSettingFlags {
  readonly edit?: readonly string[]
  readonly source?: readonly string[]
  readonly destination?: readonly string[]
}

/** One way of drawing the prompts: what the grid calls it, what its files end in, its edit. */
interface Way {
  readonly heading: string
  readonly ending: string
  readonly edit?: StoredEdit & Partial<Pick<Edited, 'warnings'>>
}

const solvesNone: IdleRule = {
  flags: editFlags,
  because: ({ gave }) => {
    if (gave('--source')) return undefined
    return gave('--edit')
      ? 'on an edit that is solved already: make it again with `npx timelab edit`, or leave it out'
      : 'where no edit is solved: name one with --source and --destination, or leave it out'
  },
}

/** `timelab generate PROMPT…`: draws prompts, with edits that `timelab edit` wrote or without. */
export function addGenerateCommand(program: Command, signal: AbortSignal): void {
  const command = program
    .command('generate')
    .summary('draw prompts, with an edit or without')
    .description('Draw every PROMPT with every seed: a PNG each, and a labelled grid of all.')
    .argument('<prompts...>', 'what to draw')
    .addOption(
      repeatable(
        new Option(
          '--edit <file>',
          'an edit.safetensors that `npx timelab edit` wrote; may be given several times (default: none)',
        ),
      ),
    )
    .option(
      '--source <prompts...>',
      'or an edit that is solved now: what the model assumes something of (default: none)',
    )
    .option(
      '--destination <prompts...>',
      'the same, said outright; as many as there are sources (default: none)',
    )
    .action((prompts: readonly string[], flags: GenerateFlags) =>
      withModel(flags, (model) => runGenerate(model, prompts, flags, signal)),
    )
  addEditOptions(command)
  addDrawingOptions(command, { out: 'out/generate', seeds: 1 })
  refuseIdleFlags(command, [solvesNone, ...editRules, ...seedRules, ...engineRules])
  addExamples(
    command,
    'generate "A rose" "A painting of a rose" --seeds 4',
    'generate "A rose" --source "A rose" --destination "A blue rose" --lambda 1,100,10000',
    'generate "A painting of a rose" --edit out/edit/edit.safetensors',
  )
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
        'or draw both with `npx timelab edit SOURCE DESTINATION --prompts`.',
    )
  }
  const seeds = seedList(flags.seeds, flags.seed)
  const ways = await waysOf(model, flags, signal)
  const warnings = sayWarnings([
    ...promptWarnings(model, prompts),
    ...ways.flatMap(({ edit }) => (edit ? (edit.warnings ?? editWarnings(model, edit)) : [])),
  ])
  const each = prompts.length * seeds.length
  const placeOf = (index: number) => ({
    way: Math.floor(index / each),
    prompt: Math.floor((index % each) / seeds.length),
    seed: index % seeds.length,
  })
  const jobs = lazyDraws(ways.length * each, (index) => {
    const { way, prompt, seed } = placeOf(index)
    const edit = ways[way]?.edit
    return { prompt: prompts[prompt] ?? '', seed: seeds[seed] ?? 0, ...(edit ? { edit: edit.map } : {}) }
  })
  const share = gridShare(prompts.length, seeds.length, ways.length)
  const shown: Picture[][] = ways.map(() => [])
  const files: string[] = []
  const record = { model: await model.digest(), ...samplingOf(model, drawing) }
  const edits = editsRecord(ways.flatMap(({ edit }) => (edit ? [edit.recipe] : [])))
  const progress = startProgress(`Drawing ${jobs.length.toLocaleString('en')} pictures`)
  try {
    for await (const picture of draw(model, jobs, { ...drawing, onProgress: progress.update })) {
      if (files.length === 0) makeFolder(out)
      const { way, prompt, seed } = placeOf(files.length)
      const ending = ways[way]?.ending ?? ''
      const file = join(out, `${fileName(picture.prompt, prompts)}-${picture.seed}${ending}.png`)
      const text = pictureText({
        prompt: picture.prompt,
        seed: picture.seed,
        ...record,
        edit: editOf(ways[way]),
      })
      writeFileAtomically(file, await encodePng(picture, text))
      if (prompt < share.prompts && seed < share.seeds) shown[way]?.push(picture)
      files.push(file)
    }
  } finally {
    progress.stop()
  }
  const grid = join(out, 'grid.png')
  const variants = ways.map(({ heading }, k) => ({ heading, pictures: shown[k] ?? [] }))
  const shownIn = { prompts: prompts.slice(0, share.prompts), seeds: seeds.slice(0, share.seeds) }
  const drawn = await variantGrid(shownIn.prompts, shownIn.seeds, variants)
  writeFileAtomically(grid, addPngText(drawn, gridText({ ...shownIn, ...record, ...edits })))
  if (share.note !== undefined) process.stderr.write(`${share.note}\n`)
  files.push(grid)
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ prompts, seeds, ...record, ...edits, files, warnings }, null, 2)}\n`
      : `${files.join('\n')}\n`,
  )
}

const editOf = (way: Way | undefined) => (way?.edit ? editRecord(way.edit.recipe) : null)

/** The edits of the files, those that the flags describe, or none. */
async function waysOf(model: Model, flags: GenerateFlags, signal: AbortSignal): Promise<readonly Way[]> {
  const { edit: files = [], source: sources = [], destination: destinations = [] } = flags
  if (sources.length !== destinations.length) {
    throw new InputError(
      `There are ${sources.length} --source and ${destinations.length} --destination: give one destination per source.`,
    )
  }
  if (files.length > 0 && sources.length > 0) {
    throw new InputError('--edit and --source both name an edit: give one of them.')
  }
  if (files.length > 0) {
    return files.map((file, k) => {
      const edit = readEdit(file)
      checkEditFits(edit, model)
      const several = files.length > 1
      return {
        heading: several ? `${k + 1}: ${basename(file)}` : 'seed',
        ending: several ? `-edit-${k + 1}` : '',
        edit,
      }
    })
  }
  if (sources.length === 0) return [{ heading: 'seed', ending: '' }]
  const pairs = sources.map((source, k) => ({ source, destination: destinations[k] ?? '' }))
  const edits = await editSweep(model, [...pairs, ...alsoPairs(flags)], flags.lambda ?? [], {
    ...editSettings(flags),
    ...given({ preserve: flags.preserve }),
    signal,
  })
  return edits.map((edit) => ({
    heading: edits.length > 1 ? `lambda ${edit.recipe.lambda}` : 'seed',
    ending: edits.length > 1 ? `-lambda-${edit.recipe.lambda}` : '',
    edit,
  }))
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
