import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { InputError } from '../errors.ts'
import { openTokenizer, type Tokenizer } from './tokenizer.ts'

interface Golden {
  readonly prompt: string
  readonly ids: readonly number[]
}

// scripts/goldens/tokens.py
const goldens = JSON.parse(readFileSync(new URL('goldens/tokens.golden.json', import.meta.url), 'utf8')) as {
  readonly prompts: readonly Golden[]
  readonly sd2: { files: Record<string, object>; pad: number; prompts: readonly Golden[] }
}
const shipped = fileURLToPath(new URL('../../models/emoji/tokenizer', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'timelab-tokenizer-'))
after(() => rmSync(root, { recursive: true }))

/** A tokenizer folder with these of the shipped files and these others. */
function folder(files: readonly string[], others: Readonly<Record<string, object | string>> = {}): string {
  const path = mkdtempSync(join(root, 'folder-'))
  for (const name of files) copyFileSync(join(shipped, name), join(path, name))
  for (const [name, content] of Object.entries(others)) {
    writeFileSync(join(path, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return path
}

function assertTokens(tokenizer: Tokenizer, expected: readonly Golden[]): void {
  for (const { prompt, ids } of expected) {
    if (ids.length > 75) {
      assert.throws(() => tokenizer.encode(prompt), InputError, prompt)
      continue
    }
    const tokens = tokenizer.encode(prompt)
    const pads = Array<number>(75 - ids.length).fill(tokenizer.pad)
    assert.deepEqual(tokens.ids, [tokenizer.start, ...ids, tokenizer.end, ...pads], JSON.stringify(prompt))
    assert.equal(tokens.used, ids.length + 2)
    assert.equal(tokens.prompt, prompt)
  }
}

test("awkward prompts become the tokens that transformers' CLIPTokenizer makes of them", async () => {
  assertTokens(await openTokenizer(shipped), goldens.prompts)
})

test('vocab.json and merges.txt give the same tokens where there is no tokenizer.json', async () => {
  const path = folder(['vocab.json', 'merges.txt', 'tokenizer_config.json'])
  assertTokens(await openTokenizer(path), goldens.prompts)
})

test('the folder of Stable Diffusion 2.x pads with "!", which then is that token in a prompt, too', async () => {
  const tokenizer = await openTokenizer(folder(['vocab.json', 'merges.txt'], goldens.sd2.files))
  assert.equal(tokenizer.pad, goldens.sd2.pad)
  assert.equal(tokenizer.text(tokenizer.pad), '!')
  assertTokens(tokenizer, goldens.sd2.prompts)
})

test('a folder of vocab.json and merges.txt alone pads with the end token', async () => {
  const tokenizer = await openTokenizer(folder(['vocab.json', 'merges.txt']))
  assert.equal(tokenizer.pad, tokenizer.end)
  assert.equal(tokenizer.text(tokenizer.start), '<|startoftext|>')
})

test('a config with added_tokens_decoder speaks for itself, whatever special_tokens_map.json says', async () => {
  const path = folder(['tokenizer.json'], {
    'tokenizer_config.json': { added_tokens_decoder: {}, pad_token: '<|endoftext|>' },
    'special_tokens_map.json': { pad_token: '!' },
  })
  const { pad, end } = await openTokenizer(path)
  assert.equal(pad, end)
})

test('the text of each id is told with its end of word', async () => {
  const tokenizer = await openTokenizer(shipped)
  const { texts, used } = tokenizer.encode('A rose')
  assert.deepEqual(texts.slice(0, used), ['<|startoftext|>', 'a</w>', 'rose</w>', '<|endoftext|>'])
  assert.equal(tokenizer.text(1_000_000), '')
})

test('a prompt of 75 tokens fits; one more is refused with the prompt and its count', async () => {
  const tokenizer = await openTokenizer(shipped)
  assert.equal(tokenizer.encode('rose '.repeat(75)).used, 77)
  assert.throws(() => tokenizer.encode('rose '.repeat(76)), {
    name: 'InputError',
    message: /rose rose.* is 78 tokens long, start and end among them, and the text encoder reads 77/,
  })
})

test('a special token by a name that every object inherits is one of the vocabulary, or refused', async () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const config = { 'tokenizer_config.json': { pad_token: name } }
    for (const files of [['tokenizer.json'], ['vocab.json', 'merges.txt']]) {
      await assert.rejects(openTokenizer(folder(files, config)), {
        name: 'InputError',
        message: new RegExp(`the special token "${name}" is not in the vocabulary`),
      })
    }
    const vocab = readFileSync(join(shipped, 'vocab.json'), 'utf8').replace('{', `{"${name}":7000,`)
    const tokenizer = await openTokenizer(folder(['merges.txt'], { ...config, 'vocab.json': vocab }))
    assert.equal(tokenizer.pad, 7000)
    assert.equal(tokenizer.text(7000), name)
    assert.deepEqual(tokenizer.encode('A rose').ids.slice(-2), [7000, 7000])
    assert.equal(tokenizer.encode(name).ids[1], 7000)
  }
})

test('a folder that is incomplete or corrupt is refused by the name of the file', async () => {
  const faults: readonly [RegExp, string][] = [
    [/no file .*vocab\.json/, folder([])],
    [/no file .*merges\.txt/, folder(['vocab.json'])],
    [/tokenizer\.json is not valid JSON/, folder([], { 'tokenizer.json': '{"model": ' })],
    [/tokenizer\.json is no tokenizer/, folder([], { 'tokenizer.json': { model: { type: 'WordPiece' } } })],
    [/vocab\.json is no vocabulary/, folder(['merges.txt'], { 'vocab.json': { a: 'b' } })],
    [/"<\|startoftext\|>" is not in the vocabulary/, folder(['merges.txt'], { 'vocab.json': { a: 1 } })],
    [
      /tokenizer_config\.json holds no JSON object/,
      folder(['tokenizer.json'], { 'tokenizer_config.json': [] }),
    ],
  ]
  for (const [message, path] of faults)
    await assert.rejects(openTokenizer(path), { name: 'InputError', message })
})
