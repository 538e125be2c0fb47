import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idleProgram, parseCall } from './commands-testing.ts'

const engine: Readonly<Record<string, string>> = {
  '--backend': '--backend wasm => on the compiled engine',
  '--device': '--engine eager --device cpu => on the eager engine',
  '--threads': '--engine eager --threads 2 => on the eager engine',
}
const weight = { '--preserve-weight': '--preserve-weight 2 => without --preserve' }
const seed = { '--seed': '--seeds 1,2,5 --seed 1 => where --seeds lists every seed' }
const solved = (flags: string) => `${flags} => where no edit is solved`
const nothing = (flags: string) => `:appendix-d ${flags} => on appendix-d, which edits nothing`

/**
 * Every flag of every command: what it is given with to have no effect, and what is said then; null where it always
 * has one. A call that begins with a colon has its own arguments.
 */
const idle: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  edit: {
    ...free('--prompts --judge --lambda --only --no-augment --align --solver --also --preserve'),
    ...free('--seeds --out --json --steps --guidance --scheduler --size --pixels --batch --model --variant'),
    ...free('--engine'),
    ...weight,
    ...seed,
    ...engine,
  },
  generate: {
    ...free('--edit --source --destination --seeds --out --json --steps --guidance --scheduler --size'),
    ...free('--pixels --batch --model --variant --engine'),
    '--lambda': solved('--lambda 10'),
    '--only': solved('--only keys'),
    '--no-augment': solved('--no-augment'),
    '--align': '--edit e.safetensors --align prompt => on an edit that is solved already',
    '--solver': solved('--solver qr'),
    '--also': '--edit e.safetensors --also "A cat => A green cat" => on an edit that is solved already',
    '--preserve': solved('--preserve "A tulip"'),
    '--preserve-weight': '--source a --destination b --preserve-weight 2 => without --preserve',
    ...seed,
    ...engine,
  },
  reproduce: {
    ...free('--run --dataset --normalise --limit --judge --reuse --queue --no-pictures --json --seeds'),
    ...free('--steps --guidance --scheduler --size --pixels --batch --model --variant'),
    '--method': nothing('--method m.ts'),
    '--captions': ':table4 --captions 8 => on table4, which draws no captions',
    '--captions-file': '--captions 0 --captions-file c.csv => with --captions 0',
    '--reference': '--model other --reference r.safetensors => where no captions are drawn',
    '--lambda': nothing('--lambda 10'),
    '--only': ':table4 --only values => on table4, which goes through keys and values',
    '--no-augment': ':table4 --no-augment => on table4, which goes through',
    '--align': nothing('--align prompt'),
    '--solver': nothing('--solver qr'),
    '--also': nothing('--also "A cat => A green cat"'),
    '--preserve': nothing('--preserve "A tulip"'),
    ...weight,
    ...seed,
    ...engine,
    '--engine': '--queue redis://host --engine eager => with --queue, where workers draw',
    '--device': '--queue redis://host --device cuda => with --queue, where workers draw',
  },
  status: free('--json'),
  report: {
    ...free('--judge --reference --figures --samples'),
    '--format': '--samples csv --format latex => beside --samples',
    '--table': '--samples csv --table table2 => beside --samples',
  },
  view: { ...free('--judge --no-open'), '--into': '--into both => on the page of one run' },
  rescore: free('--judge --inception'),
  compare: { ...free('--format --table --judge'), '--json': '--json --format latex => beside --format' },
  statistics: {
    ...free('--out --inception'),
    '--judge': '--inception i.safetensors --judge clip => beside --inception',
  },
  'datasets list': free('--json'),
  'datasets check': free('--normalise --model --json'),
  'datasets filter': free('--out'),
  'datasets pull': free('--from --out'),
  worker: { ...free('--queue --judge --method --until-idle --model --variant --engine'), ...engine },
  'kernel install': free('--user --prefix --name'),
  'kernel uninstall': free('--user --prefix --name'),
  notebook: free('--no-browser'),
}

function free(flags: string): Readonly<Record<string, null>> {
  return Object.fromEntries(flags.split(' ').map((flag) => [flag, null]))
}

/** Arguments that a command needs before its flags. */
const needed: Readonly<Record<string, string>> = {
  edit: '"A rose" "A blue rose"',
  generate: '"A rose"',
  reproduce: 'table2',
  compare: 'first second',
  worker: '--queue redis://host',
  'datasets list': '',
  notebook: '',
}

test('of every flag of every command it is known when it does nothing', () => {
  for (const [name, command] of idleProgram().commands) {
    const flags = command.options.map(({ long }) => long)
    const known = Object.keys(idle[name] ?? {})
    const says = `${name}: say in this test when each flag has no effect, or that it always has one`
    assert.deepEqual(flags.toSorted(), known.toSorted(), says)
  }
})

for (const [name, flags] of Object.entries(idle)) {
  for (const [flag, call] of Object.entries(flags)) {
    if (call === null) continue
    test(`${name} refuses ${flag} where it would do nothing`, async () => {
      const [given = '', says = ''] = call.split(/ => (?=on |where |with |without |beside )/)
      const words = given.startsWith(':') ? given.slice(1) : `${needed[name] ?? 'folder'} ${given}`
      const message = `${flag} has no effect ${says}`
      await assert.rejects(parseCall(`${name} ${words}`), (error: Error) => {
        assert.equal(error.name, 'InputError', error.message)
        assert.ok(error.message.startsWith(message), error.message)
        assert.match(error.message, /: .*\.$/)
        return true
      })
    })
  }
}

test('flags that have an effect are taken, and one that takes a value is given once', async () => {
  const edit = 'edit "A rose" "A blue rose"'
  await parseCall(`${edit} --engine eager --backend wasm --preserve "A tulip" --preserve-weight 2`)
  await parseCall('generate "A rose" --source a --destination b --lambda 1,10 --also "c => d"')
  await parseCall('generate "A rose" --edit one --edit two')
  await parseCall('reproduce table4 --lambda 1,10 --align prompt')
  await parseCall('reproduce table2 --model other --captions 3 --captions-file c --reference r')
  await assert.rejects(parseCall(`${edit} --lambda 1 --lambda 10`), /^InputError: --lambda is given 2 times/)
})
