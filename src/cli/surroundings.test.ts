import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { CommanderError } from 'commander'
import { InputError } from '../errors.ts'
import { idleProgram } from './commands-testing.ts'
import { createProgram } from './program.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const dataset = fileURLToPath(new URL('../../datasets/emoji/test.csv', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'timelab-surroundings-'))
const at = (name: string): string => join(root, name)
after(() => rmSync(root, { recursive: true }))

/** A run that has begun, for commands that read one; small pictures of one step. */
const runFlags = ['--dataset', dataset, '--limit', '1', '--seeds', '1', '--steps', '1', '--captions', '0']

before(() => {
  mkdirSync(at('folder'))
  writeFileSync(at('empty'), '')
  writeFileSync(at('garbage'), Buffer.from(Array.from({ length: 300 }, (_, k) => (k * 151) % 256)))
  writeFileSync(at('evil\u001b[2J.csv'), 'a\u0000b')
  symlinkSync('loop', at('loop'))
  symlinkSync('gone', at('dangling'))
  if (process.platform !== 'win32') spawnSync('mkfifo', [at('pipe')])
  const { status, stderr } = timelab('reproduce', 'table2', '--run', at('run'), ...runFlags)
  assert.equal(status, 0, stderr)
})

function timelab(...args: readonly string[]) {
  return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', timeout: 60_000, cwd: root })
}

/** Where FILE stands, a broken one is given. These load no model first. */
const reading: readonly (readonly string[])[] = [
  ['edit', 'A rose', 'A blue rose', '--model', 'FILE'],
  ['generate', 'A rose', '--model', 'FILE'],
  ['reproduce', 'table2', '--model', 'FILE'],
  ['status', 'FILE'],
  ['report', 'FILE'],
  ['report', 'RUN', '--reference', 'FILE'],
  ['view', 'FILE', '--no-open'],
  ['view', 'RUN', 'FILE', '--no-open', '--into', 'OUT'],
  ['rescore', 'FILE'],
  ['rescore', 'RUN', '--judge', 'FILE'],
  ['rescore', 'RUN', '--inception', 'FILE'],
  ['compare', 'FILE', 'RUN'],
  ['compare', 'RUN', 'FILE'],
  ['statistics', 'FILE'],
  ['statistics', 'PICTURES', '--judge', 'FILE'],
  ['statistics', 'PICTURES', '--inception', 'FILE'],
  ['datasets', 'check', 'FILE'],
  ['datasets', 'check', 'DATASET', '--model', 'FILE'],
  ['datasets', 'filter', 'FILE', '--out', 'OUT'],
]

/** These load a model first, so fewer files must do. */
const readingBesideModel: readonly (readonly string[])[] = [
  ['edit', 'A rose', 'A blue rose', '--judge', 'FILE'],
  ['generate', 'A rose', '--edit', 'FILE'],
  ['reproduce', 'table2', '--judge', 'FILE'],
  ['reproduce', 'table2', '--dataset', 'FILE'],
  ['reproduce', 'table2', '--method', 'FILE'],
  ['reproduce', 'table2', '--captions-file', 'FILE'],
  ['reproduce', 'table2', '--reference', 'FILE'],
  ['reproduce', 'table2', '--reuse', 'FILE'],
]

/** Where OUT stands, a place that cannot be written is given. */
const writing: readonly (readonly string[])[] = [
  ['edit', 'A rose', 'A blue rose', '--seeds', '1', '--steps', '1', '--out', 'OUT'],
  ['generate', 'A rose', '--steps', '1', '--out', 'OUT'],
  ['reproduce', 'table2', ...runFlags, '--run', 'OUT'],
  ['report', 'RUN', '--figures', 'OUT'],
  ['view', 'RUN', 'RUN', '--no-open', '--into', 'OUT'],
  ['statistics', 'PICTURES', '--out', 'OUT'],
  ['datasets', 'filter', 'RUN', '--out', 'OUT'],
  ['datasets', 'pull', 'timed', '--from', 'http://127.0.0.1:9', '--out', 'OUT'],
  ['kernel', 'install', '--prefix', 'OUT'],
]

const files = ['missing', 'folder', 'empty', 'garbage', 'evil\u001b[2J.csv', 'loop', 'dangling', 'pipe']
const fewFiles = ['missing', 'garbage', 'pipe']
const places = ['empty/below', 'loop/below', `${'long'.repeat(80)}/below`]

/** What a command says when it is refused; undefined where it is not. */
async function refusalOf(args: readonly string[]): Promise<string | undefined> {
  const program = createProgram(new AbortController().signal)
  const silent = { writeOut: () => {}, writeErr: () => {} }
  for (const command of [program, ...program.commands]) command.configureOutput(silent)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return undefined
  } catch (error) {
    if (error instanceof InputError) return error.message
    if (error instanceof CommanderError) assert.fail(`${args.join(' ')} is no such command: ${error.message}`)
    assert.fail(`${args.join(' ')} fails with ${error instanceof Error ? error.stack : String(error)}`)
  }
}

function checkSentence(message: string | undefined, what: string): void {
  assert.ok(message !== undefined, `${what} is not refused`)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
  assert.doesNotMatch(message, /[\u0000-\u001f\u007f\u2028]/, `${what}: ${JSON.stringify(message)}`)
  assert.match(message, /[.)]$/, `${what}: ${message}`)
  assert.ok(message.length < 700, `${what}: ${message.length} characters`)
  assert.doesNotMatch(message, /\bE[A-Z]{4,}\b|node:|\bat .*:\d+:\d+/, `${what}: ${message}`)
}

const fill = (args: readonly string[], values: Readonly<Record<string, string>>): readonly string[] =>
  args.map((word) => values[word] ?? word)

/** Every file and folder below, and what it holds by size. */
const snapshot = (): readonly string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/^run[/\\](index\.html|view|ledger|lock)/.test(name))
    .sort()

test('every command that reads a file or a folder refuses a broken one in one sentence, and changes nothing', async () => {
  const before = snapshot()
  for (const [commands, broken] of [
    [reading, files],
    [readingBesideModel, fewFiles],
  ] as const) {
    for (const [args, file] of commands.flatMap((args) => broken.map((file) => [args, file] as const))) {
      const values = {
        FILE: at(file),
        RUN: at('run'),
        OUT: at('out'),
        PICTURES: at('run/pictures'),
        DATASET: dataset,
      }
      checkSentence(await refusalOf(fill(args, values)), `${args.join(' ')} with ${JSON.stringify(file)}`)
    }
  }
  assert.deepEqual(snapshot(), before)
})

test('every command that writes refuses a place that cannot be, in one sentence, and changes nothing', async () => {
  const before = snapshot()
  for (const args of writing) {
    for (const place of places) {
      const values = { OUT: at(place), RUN: at('run'), PICTURES: at('run/pictures'), DATASET: dataset }
      checkSentence(await refusalOf(fill(args, values)), `${args.join(' ')} with ${place.slice(0, 20)}`)
    }
  }
  assert.deepEqual(snapshot(), before)
})

test('every flag that takes a file or a folder is among those that are tried', () => {
  // What is read by others: a Redis, a server.
  const others = ['--queue', '--from']
  const tried = new Set([...reading, ...readingBesideModel, ...writing].map((args) => args.join(' ')))
  for (const [name, command] of idleProgram().commands) {
    // A worker reads nothing that a run does not, and waits for a Redis first.
    if (name === 'worker' || name === 'kernel uninstall') continue
    for (const { long, flags } of command.options) {
      if (!/<(.*\b)?(file|folder)s?\b/.test(flags) || others.includes(long ?? '')) continue
      assert.ok(
        [...tried].some((call) => call.startsWith(name) && new RegExp(`${long} (FILE|OUT)`).test(call)),
        `${name} ${flags} is not tried`,
      )
    }
  }
})

const readOnly = `mount -t tmpfs -o size=16m tmpfs "$1" && cp -r "$2" "$1/run" && mount -o remount,ro "$1"`
/** Whether this process may mount a disk of its own, seen by nobody else. */
const mounts =
  process.platform === 'linux' &&
  spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs tmpfs "$0"', tmpdir()]).status === 0

test('on a read-only disk what reads works, and what writes says so in one sentence', {
  skip: mounts ? false : 'this process may not mount a disk',
}, () => {
  mkdirSync(at('disk'))
  const calls: readonly (readonly [line: string, code: number, said: RegExp])[] = [
    ['status run', 0, /^Finished: /m],
    ['report run --table table2', 0, /^Note: the page cannot be written .*the disk is read-only.*$/m],
    ['view run --no-open', 2, /^The file .* cannot be written: the disk is read-only: .*\.$/],
    ['generate rose --steps 1', 2, /^The out folder .* is not writable .*the disk is read-only.* --out\.$/],
    ['reproduce table2 --run run', 2, /^The out folder run .*the disk is read-only.* --run\.$/],
  ]
  for (const [line, code, said] of calls) {
    const { status, stdout, stderr } = spawnSync(
      'unshare',
      [
        '-m',
        'sh',
        '-c',
        `${readOnly} && cd "$1" && shift 2 && exec "$@"`,
        'sh',
        at('disk'),
        at('run'),
        process.execPath,
        main,
        ...line.split(' '),
      ],
      { encoding: 'utf8', timeout: 60_000 },
    )
    assert.equal(status, code, `${line}: ${stderr}`)
    assert.match(code === 0 ? `${stdout}${stderr}` : stderr.trimEnd(), said, line)
  }
})
