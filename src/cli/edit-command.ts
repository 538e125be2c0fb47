import { join } from 'node:path'
import Table from 'cli-table3'
import type { Command } from 'commander'
import { parsePromptPair } from '../datasets/destination-form.ts'
import { writeEdit } from '../editing/edit-file.ts'
import { editPrompts } from '../editing/edit-prompts.ts'
import { comparisonGrid } from '../experiments/comparison-grid.ts'
import { type ComparisonRow, compareEdit } from '../experiments/edit-comparison.ts'
import { makeFolder, writeFileAtomically } from '../files.ts'
import { addPngText } from '../images/png-text.ts'
import type { Model } from '../models/model.ts'
import { startProgress } from '../progress.ts'
import { checkDrawing } from '../sampling/draw.ts'
import { seedList } from '../sampling/generate.ts'
import { editRecord, gridText } from '../sampling/picture-record.ts'
import { samplingOf } from '../sampling/sampling.ts'
import { addDrawingOptions, type DrawingFlags } from './drawing-options.ts'
import { addEditOptions, type EditSettingFlags, editSettings } from './edit-options.ts'
import { checkOutFolder } from './out-folder.ts'
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
    .option('--prompts <prompts...>', 'more prompts to draw: PROMPT, or PROMPT => ITS DESTINATION FORM')
    .option(
      '--judge <folder>',
      'a CLIP in transformers.js layout (default: the one that comes with the model)',
    )
    .action((source: string, destination: string, flags: EditFlags) =>
      withModel(flags, (model) => runEdit(model, source, destination, flags, signal)),
    )
  addEditOptions(command)
  addDrawingOptions(command, { out: 'out/edit', seeds: 8 })
}

async function runEdit(
  model: Model,
  source: string,
  destination: string,
  flags: EditFlags,
  signal: AbortSignal,
): Promise<void> {
  const out = checkOutFolder(flags.out)
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const drawing = drawOptions(flags, signal)
  checkDrawing(model, [], drawing)
  const judge = await openModelJudge(model, flags.judge)
  const edited = await editPrompts(model, source, destination, {
    ...editSettings(flags),
    signal,
  })
  const { effect, recipe } = edited
  const texts = [recipe.source, ...(flags.prompts ?? [])]
  const prompts = texts.map((text) => parsePromptPair(text, recipe.source, recipe.destination))

  checkDrawing(
    model,
    prompts.flatMap(({ prompt, destination: form }) => [prompt, form]),
    drawing,
  )

  makeFolder(out)
  const editFile = join(out, 'edit.safetensors')
  writeEdit(editFile, edited)
  say(
    `"${recipe.source}" -> "${recipe.destination}" on ${model.name}, lambda ${recipe.lambda}: ` +
      `${effect.layers} layers, ${effect.matrices} matrices, ${effect.parameters.toLocaleString('en')} parameters, ` +
      `changed by ${(100 * effect.size).toFixed(1)} %, in ${(1000 * edited.seconds).toFixed(1)} ms`,
  )

  const progress = startProgress(`Drawing ${prompts.length * flags.seeds * 3} pictures`)
  const rows = await compareEdit(model, edited.map, prompts, {
    ...drawing,
    ...(judge ? { judge } : {}),
    seeds: seedList(flags.seeds, flags.seed),
    onProgress: progress.update,
  }).finally(progress.stop)

  const gridFile = join(out, 'grid.png')
  const record = {
    model: await model.digest(),
    ...samplingOf(model, drawing),
    edit: editRecord(recipe),
  }
  const shown = { prompts: prompts.map(({ prompt }) => prompt), seeds: seedList(flags.seeds, flags.seed) }
  writeFileAtomically(
    gridFile,
    addPngText(await comparisonGrid(rows, recipe), gridText({ ...shown, ...record })),
  )
  const files = [editFile, gridFile]
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(summary(), null, 2)}\n`)
  } else {
    process.stdout.write(
      judge ? `${verdictTable(rows)}\n` : 'No judge: give a CLIP with --judge to have the pictures judged.\n',
    )
    process.stdout.write(`${files.join('\n')}\n`)
  }
  await judge?.close()

  function summary() {
    const { lambda } = recipe
    return {
      edit: {
        source: recipe.source,
        destination: recipe.destination,
        lambda,
        ...effect,
        seconds: edited.seconds,
      },
      model: record.model,
      sampling: samplingOf(model, drawing),
      seeds: shown.seeds,
      prompts: rows.map(({ prompt, destination: form, verdicts }) => ({
        prompt,
        destination: form,
        before: verdicts?.before.destination ?? null,
        after: verdicts?.after.destination ?? null,
        oracle: verdicts?.oracle.destination ?? null,
      })),
      files,
    }
  }
}

function verdictTable(rows: readonly ComparisonRow[]): string {
  const table = new Table({
    head: ['prompt', 'judged as', 'before', 'after', 'oracle'],
    colAligns: ['left', 'left', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  })
  for (const { prompt, destination, verdicts } of rows) {
    if (!verdicts) continue
    const shares = [verdicts.before, verdicts.after, verdicts.oracle]
    table.push([
      prompt,
      destination,
      ...shares.map(({ destination: share }) => `${Math.round(100 * share)} %`),
    ])
  }
  return table.toString()
}
