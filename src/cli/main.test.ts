import assert from 'node:assert/strict'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { decodeImage } from '../images/png.ts'
import { readPngText } from '../images/png-text.ts'
import { shippedModels } from '../models/model.ts'
import { type Outcome, runTimelab } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'timelab-cli-'))
after(() => rmSync(folder, { recursive: true }))

const timelab = (args: readonly string[], interruptWhen?: RegExp): Promise<Outcome> =>
  runTimelab(folder, args, interruptWhen && { interruptWhen: (err) => interruptWhen.test(err) })

const rose = ['edit', 'A rose', 'A blue rose']

test('edit writes the edit and a grid, and says in JSON what it did', async () => {
  const { code, out, err } = await timelab([
    ...[...rose, '--prompts', 'A tulip', '--seeds', '1', '--steps', '2', '--scheduler', 'ddim', '--json'],
    ...['--out', join(folder, 'edit')],
  ])
  assert.equal(code, 0, err)
  const { edit, prompts, files } = JSON.parse(out)
  assert.deepEqual(
    [edit.source, edit.destination, edit.layers, edit.matrices],
    ['A rose', 'A blue rose', 7, 14],
  )
  assert.ok(edit.parameters > 0 && edit.seconds > 0 && edit.size > 0 && edit.lambda > 0)
  assert.deepEqual(
    prompts.map((row: { prompt: string; destination: string }) => [row.prompt, row.destination]),
    [
      ['A rose', 'A blue rose'],
      ['A tulip', 'A blue tulip'],
    ],
  )
  for (const { before, after: edited, oracle } of prompts) {
    for (const share of [before, edited, oracle]) assert.ok(share >= 0 && share <= 1)
  }
  assert.deepEqual(files, [join(folder, 'edit', 'edit.safetensors'), join(folder, 'edit', 'grid.png')])
  const grid = await decodeImage(readFileSync(join(folder, 'edit', 'grid.png')))
  assert.ok(grid.width > 500 && grid.height > 300)
})

test('generate draws with the edit file, the same bytes for the same seed, and others without it', async () => {
  const draw = (out: string, ...more: string[]) =>
    timelab([
      'generate',
      'A rose',
      '--seed',
      '3',
      '--steps',
      '2',
      '--json',
      '--out',
      join(folder, out),
      ...more,
    ])
  const edit = ['--edit', join(folder, 'edit', 'edit.safetensors')]
  const [plain, edited, again] = [
    await draw('plain'),
    await draw('edited', ...edit),
    await draw('again', ...edit),
  ]
  for (const { code, err } of [plain, edited, again]) assert.equal(code, 0, err)
  const picture = (out: string) => readFileSync(join(folder, out, '1-a-rose-3.png'))
  const record = JSON.parse(readPngText(picture('edited')).timelab ?? '')
  assert.deepEqual([record.prompt, record.seed, record.steps], ['A rose', 3, 2])
  assert.deepEqual(record.edit.pairs, [{ source: 'A rose', destination: 'A blue rose' }])
  assert.match(record.model, /^[0-9a-f]{64}$/)
  const { prompt: _prompt, seed: _seed, ...shared } = record
  for (const [name, value] of Object.entries(shared)) assert.deepEqual(JSON.parse(edited.out)[name], value)
  const grid = JSON.parse(readPngText(readFileSync(join(folder, 'edited', 'grid.png'))).timelab ?? '')
  assert.deepEqual([grid.prompts, grid.seeds, grid.edit], [['A rose'], [3], record.edit])
  assert.deepEqual(picture('edited'), picture('again'))
  assert.notDeepEqual(picture('plain'), picture('edited'))
  assert.deepEqual((({ width, height }) => [width, height])(await decodeImage(picture('plain'))), [64, 64])
  assert.deepEqual(JSON.parse(plain.out).files, [
    join(folder, 'plain', '1-a-rose-3.png'),
    join(folder, 'plain', 'grid.png'),
  ])
})

test('Ctrl-C ends a run within a second and leaves no half-written file', async () => {
  const out = join(folder, 'interrupted')
  const { code, waited } = await timelab([...rose, '--seeds', '24', '--steps', '50', '--out', out], /: 0 %/)
  assert.equal(code, 130)
  assert.ok(waited < 1500, `${waited} ms`)
  assert.deepEqual(existsSync(out) ? readdirSync(out) : [], ['edit.safetensors'])
})

const broken = (name: string, damage: (folder: string) => void): string => {
  const copy = join(folder, name)
  cpSync(shippedModels.emoji, copy, { recursive: true })
  damage(copy)
  return copy
}
const unetFile = 'unet/diffusion_pytorch_model.safetensors'
const long = `A ${'very '.repeat(90)}rose`
writeFileSync(join(folder, 'file'), '')

const refusals: Record<string, readonly [args: readonly string[], says: RegExp]> = {
  'lambda 0': [[...rose, '--lambda', '0'], /--lambda "0" is not a number greater than 0/],
  'a negative lambda': [[...rose, '--lambda=-1'], /--lambda "-1"/],
  'lambda NaN': [[...rose, '--lambda', 'NaN'], /--lambda "NaN"/],
  'a lambda that is no number': [[...rose, '--lambda', 'ten'], /--lambda "ten"/],
  'an empty source': [['edit', ' ', 'A blue rose'], /source is empty/],
  'a source equal to the destination': [['edit', 'A rose', 'a  Rose'], /are both "A rose"/],
  'a prompt over 77 tokens': [['edit', long, `${long} blue`], /274 tokens long.*the text encoder reads 77/],
  'prompts that cannot be aligned': [['edit', 'A rose', 'A blue tulip'], /token 2 of the source, "rose"/],
  'a prompt that does not tell where the edit goes': [
    [...rose, '--prompts', 'A tulip and a dog'],
    /"A tulip and a dog" does not tell .*: write it as "A tulip and a dog => ITS DESTINATION FORM"/,
  ],
  'a destination form where prompts are drawn as they stand': [
    ['generate', 'A kitten => A green kitten'],
    /generate draws prompts as they stand, and "A kitten => A green kitten" has a destination form/,
  ],
  'a missing model': [[...rose, '--model', join(folder, 'none')], /no model folder/],
  'an incomplete model': [
    [...rose, '--model', broken('incomplete', (copy) => rmSync(join(copy, unetFile)))],
    /unet holds no weights/,
  ],
  'a corrupt model': [
    [...rose, '--model', broken('corrupt', (copy) => truncateSync(join(copy, unetFile), 100_000))],
    /diffusion_pytorch_model\.safetensors/,
  ],
  'an out folder that cannot be made': [
    [...rose, '--out', join(folder, 'file', 'deeper')],
    /is not a folder/,
  ],
  'a size that does not fit': [[...rose, '--size', '60'], /size 60x60 does not fit the model/],
  'an unknown flag': [[...rose, '--lamda', '1'], /unknown option '--lamda'/],
  'an unknown command': [['edti'], /unknown command 'edti'/],
  'an edit file that is none': [
    ['generate', 'A rose', '--edit', join(shippedModels.emoji, unetFile)],
    /is no edit of timelab/,
  ],
}
for (const [name, [args, says]] of Object.entries(refusals)) {
  test(`${name} is refused in one sentence, with exit code 2 and no file touched`, async () => {
    const before = readdirSync(folder).sort()
    const { code, out, err } = await timelab(
      args.includes('--out') ? args : [...args, '--out', join(folder, 'refused')],
    )
    assert.match(err, says)
    assert.equal(code, 2)
    assert.equal(out, '')
    assert.doesNotMatch(err, /\n\s+at /)
    assert.deepEqual(readdirSync(folder).sort(), before)
  })
}
