import { join } from 'node:path'
import type { Command } from 'commander'
import { promptPairsOf } from '../datasets/destination-form.ts'
import { writeEdit } from '../editing/edit-file.ts'
import { type Edited, editSweep } from '../editing/edit-prompts.ts'
import { promptWarnings } from '../editing/warnings.ts'
import { gridShare, sweepGrid } from '../experiments/comparison-grid.ts'
import { compareEdits, type SweepRow } from '../experiments/edit-comparison.ts'
import { boxedTable } from '../experiments/terminal-table.ts'
import { makeFolder, writeFileAtomically } from '../files.ts'
import { addPngText } from '../images/png-text.ts'
import type { Model } from '../models/model.ts'
import { startProgress } from '../progress.ts'
import { escapeControls, printable } from '../quote.ts'
import { checkDrawing } from '../sampling/draw.ts'
import { editsRecord, gridText } from '../sampling/picture-record.ts'
import { samplingOf } from '../sampling/sampling.ts'
import { seedList } from '../sampling/seeds.ts'
import { formatSeconds } from '../significant.ts'
import { addDrawingOptions, type DrawingFlags, engineRules, seedRules } from './drawing-options.ts'
import { addEditOptions, alsoPairs, type EditSettingFlags, editRules, editSettings } from './edit-options.ts'
import { addExamples } from './examples.ts'
import { refuseIdleFlags } from './idle-flags.ts'
import { given } from './options.ts'
import { checkOutFolder } from './out-folder.ts'
import { terminalWidth } from './print-report.ts'
import { sayWarnings } from './say-warnings.ts'
import { drawOptions, openModelJudge, withModel } from './session.ts'

interface EditFlags extends DrawingFlags, EditSettingFlags {
  readonly prompts?: readonly string[]
  readonly judge?: string
}

/** `timelab edit SOURCE DESTINATION`: solves an edit, writes it, and shows what it does to some prompts. */
export function addEditCommand(program: Command, signal: AbortSignal): void {
  const command = program
    .command('edit')
    .summary('edit an assumption and see what it does')
    .description('Make the model see SOURCE as DESTINATION, and draw prompts before and after.')
    .argument('<source>', 'what the model assumes something of: "A rose"')
    .argument('<destination>', 'the same, said outright: "A blue rose"')
    .option(
      '--prompts <prompts...>',
      'more prompts to draw: PROMPT, or PROMPT => ITS DESTINATION FORM (default: none)',
    )
    .option(
      '--judge <folder>',
      'a CLIP in transformers.js layout (default: the one that comes with the model)',
    )
    .action((source: string, destination: string, flags: EditFlags) =>
      withModel(flags, (model) => runEdit(model, source, destination, flags, signal)),
    )
  addEditOptions(command)
  addDrawingOptions(command, { out: 'out/edit', seeds: 8 })
  refuseIdleFlags(command, [...editRules, ...seedRules, ...engineRules])
  addExamples(
    command,
    'edit "A rose" "A blue rose" --prompts "A rose on the beach" "A tulip" --seeds 4',
    'edit "A rose" "A blue rose" --lambda 1,100,10000 --seeds 1,2,5 --preserve "A tulip"',
    'edit "A rose" "A blue rose" --also "A cat => A green cat" "A car => A red car"',
  )
}

async function runEdit(
  model: Model,
  source: string,
  destination: string,
  flags: EditFlags,
  signal: AbortSignal,
): Promise<void> {
  const out = checkOutFolder(flags.out)
  const say = (line: string) => process.stderr.write(`${printable(line)}\n`)
  const drawing = drawOptions(flags, signal)
  checkDrawing(model, [], drawing)
  const seeds = seedList(flags.seeds, flags.seed)
  const pairs = [{ source, destination }, ...alsoPairs(flags)]
  const judge = await openModelJudge(model, flags.judge)
  const edits = await editSweep(model, pairs, flags.lambda ?? [], {
    ...editSettings(flags),
    ...given({ preserve: flags.preserve }),
    signal,
  })
  const [first] = edits
  if (!first) throw new Error('unreachable: an edit per lambda')
  const { recipe } = first
  const pairsOfEdit = [recipe, ...recipe.also]
  const prompts = [
    ...pairsOfEdit.map(({ source, destination }) => ({ prompt: source, destination })),
    ...promptPairsOf(flags.prompts ?? [], pairsOfEdit),
  ]
  const drawn = prompts.flatMap(({ prompt, destination: form }) => [prompt, form])
  checkDrawing(model, drawn, drawing)

  makeFolder(out)
  const editFiles = edits.map((edit) => {
    const { lambda } = edit.recipe
    const file = join(out, edits.length === 1 ? 'edit.safetensors' : `edit-lambda-${lambda}.safetensors`)
    writeEdit(file, edit)
    return file
  })
  for (const edit of edits) say(sayEdit(edit, model.name))
  const warnings = sayWarnings([...edits.flatMap((edit) => edit.warnings), ...promptWarnings(model, drawn)])

  const groups = edits.length + 2
  const share = gridShare(prompts.length, seeds.length, groups)
  const count = prompts.length * seeds.length * groups
  const progress = startProgress(`Drawing ${count.toLocaleString('en')} pictures`)
  const rows = await compareEdits(
    model,
    edits.map(({ map }) => map),
    prompts,
    { ...drawing, ...given({ judge }), seeds, keep: share.seeds, onProgress: progress.update },
  ).finally(progress.stop)

  const gridFile = join(out, 'grid.png')
  const lambdas = edits.map((edit) => edit.recipe.lambda)
  const record = { model: await model.digest(), sampling: samplingOf(model, drawing), seeds }
  const grid = await sweepGrid(rows.slice(0, share.prompts), recipe, lambdas)
  const text = gridText({
    prompts: prompts.slice(0, share.prompts).map(({ prompt }) => prompt),
    seeds: seeds.slice(0, share.seeds),
    model: record.model,
    ...record.sampling,
    ...editsRecord(edits.map((edit) => edit.recipe)),
  })
  writeFileAtomically(gridFile, addPngText(grid, text))
  if (share.note !== undefined) say(share.note)
  const files = [...editFiles, gridFile]
  if (flags.json) {
    process.stdout.write(
      `${JSON.stringify({ ...editSummary(edits, editFiles), ...record, prompts: verdictRows(rows, lambdas), files, warnings }, null, 2)}\n`,
    )
  } else {
    process.stdout.write(
      judge
        ? `${verdictTable(rows, lambdas)}\n`
        : 'No judge: give a CLIP with --judge to have the pictures judged.\n',
    )
    process.stdout.write(`${files.join('\n')}\n`)
  }
  await judge?.close()
}

function sayEdit({ recipe, effect, seconds }: Edited, model: string): string {
  const { source, destination, also, lambda } = recipe
  const more = also.length === 0 ? '' : ` and ${also.length} more`
  return (
    `"${source}" -> "${destination}"${more} on ${model}, lambda ${lambda}: ` +
    `${effect.layers} layers, ${effect.matrices} matrices, ${effect.parameters.toLocaleString('en')} parameters, ` +
    `changed by ${(100 * effect.size).toFixed(1)} %, solved in ${formatSeconds(seconds)}`
  )
}

/** The edits; `edit` is the edit where there is only one. */
function editSummary(edits: readonly Edited[], files: readonly string[]) {
  const described = edits.map(({ recipe, effect, seconds }, k) => ({
    source: recipe.source,
    destination: recipe.destination,
    ...(recipe.also.length > 0 ? { also: recipe.also } : {}),
    ...(recipe.preserve.length > 0 ? { preserve: recipe.preserve } : {}),
    lambda: recipe.lambda,
    ...effect,
    seconds,
    file: files[k],
  }))
  return { ...(described.length === 1 ? { edit: described[0] } : {}), edits: described }
}

/** A row per prompt and lambda. */
const verdictRows = (rows: readonly SweepRow[], lambdas: readonly number[]) =>
  rows.flatMap(({ prompt, destination, before, after, oracle }) =>
    after.map(({ verdict }, k) => ({
      prompt,
      destination,
      lambda: lambdas[k],
      before: before.verdict?.destination ?? null,
      after: verdict?.destination ?? null,
      oracle: oracle.verdict?.destination ?? null,
    })),
  )

function verdictTable(rows: readonly SweepRow[], lambdas: readonly number[]): string {
  const after = lambdas.length === 1 ? ['after'] : lambdas.map((lambda) => `lambda ${lambda}`)
  return boxedTable(
    {
      head: ['prompt', 'judged as', 'before', ...after, 'oracle'],
      cells: rows.map(({ prompt, destination, ...row }) => {
        const verdicts = [row.before, ...row.after, row.oracle].map(({ verdict }) => verdict)
        return [
          escapeControls(prompt),
          escapeControls(destination),
          ...verdicts.map((verdict) => (verdict ? `${Math.round(100 * verdict.destination)} %` : '')),
        ]
      }),
      numeric: [false, false, true, ...after.map(() => true), true],
    },
    terminalWidth(),
  )
}
