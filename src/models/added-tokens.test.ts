import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openTokenizer } from './tokenizer.ts'

/** Tokens that textual inversion added, as folders save them: scripts/goldens/tokens.py. */
interface Golden {
  /** Beside the shipped vocab.json and merges.txt; null is the shipped file, and a list its `added_tokens`. */
  readonly files: Readonly<Record<string, object | null>>
  readonly pad: number
  readonly prompts: readonly { readonly prompt: string; readonly ids: readonly number[] }[]
}

const goldens: Readonly<Record<string, Golden>> = JSON.parse(
  readFileSync(new URL('goldens/added-tokens.golden.json', import.meta.url), 'utf8'),
)
const shipped = fileURLToPath(new URL('../../models/emoji/tokenizer', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'timelab-added-'))
after(() => rmSync(root, { recursive: true }))

function folder(files: Golden['files']): string {
  const path = mkdtempSync(join(root, 'folder-'))
  for (const name of ['vocab.json', 'merges.txt']) copyFileSync(join(shipped, name), join(path, name))
  for (const [name, content] of Object.entries(files)) {
    const own = name === 'tokenizer.json' ? JSON.parse(readFileSync(join(shipped, name), 'utf8')) : {}
    const whole = Array.isArray(content) ? { ...own, added_tokens: content } : (content ?? own)
    writeFileSync(join(path, name), JSON.stringify(whole))
  }
  return path
}

for (const [name, { files, pad, prompts }] of Object.entries(goldens)) {
  test(`added tokens, ${name}: the ids that transformers and diffusers make of prompts`, async () => {
    const tokenizer = await openTokenizer(folder(files))
    assert.equal(tokenizer.pad, pad)
    for (const { prompt, ids } of prompts) {
      const { ids: found, used } = tokenizer.encode(prompt)
      assert.deepEqual(found.slice(1, used - 1), ids, JSON.stringify(prompt))
    }
  })
}

test('a token that the text encoder has no embedding for is refused in the prompt that holds it', async () => {
  const path = folder({ 'added_tokens.json': { '<cat>': 825 } })
  const tokenizer = await openTokenizer(path, { vocabulary: 825 })
  assert.equal(tokenizer.encode('A cat').used, (await openTokenizer(path)).encode('A cat').used)
  assert.throws(() => tokenizer.encode('A <cat>'), {
    name: 'InputError',
    message: /"A <cat>" holds the token "<cat>", number 825, and the text encoder has 825 embeddings/,
  })
})

test('prompts padded on the left, and special tokens taken apart, are refused by the setting', async () => {
  for (const [config, says] of [
    [{ padding_side: 'left' }, /padded on the side "left"/],
    [{ split_special_tokens: true }, /"split_special_tokens" is true/],
  ] as const) {
    const path = folder({ 'tokenizer_config.json': config })
    await assert.rejects(openTokenizer(path), { name: 'InputError', message: says })
  }
})
