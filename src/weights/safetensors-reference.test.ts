import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { safetensorsFiles } from './header-generator.ts'
import { openSafetensors } from './safetensors.ts'
import { MAX_HEADER, parseHeader } from './safetensors-header.ts'
import { rawSafetensors, temporaryFolder } from './testing.ts'

/*
 * Verdicts over generated files, timelab's beside those of the reference implementation: the Python package
 * `safetensors` (0.8.0 when this was written), whose reader is the Rust crate.
 */

const python = process.env.TIMELAB_PYTHON || 'python3'
const script = fileURLToPath(new URL('reference-verdicts.py', import.meta.url))
const skip =
  spawnSync(python, ['-c', 'import safetensors']).status !== 0 &&
  `${python} has no safetensors; TIMELAB_PYTHON may name another Python`
const long = process.env.TIMELAB_FAULTS === 'long'
const COUNT = long ? 1_000_000 : 5_000
const BATCH = 50_000

/** What timelab refuses and the reference lets pass, by the words of the refusal: where it guesses, or drops a part in silence. */
const stricter: Readonly<Record<string, RegExp>> = {
  'a tensor, or a key of the metadata, written twice: the last one counts': /the key .* is there twice/,
  'blanks before the header, which the format forbids': /does not begin with "\{".*/,
  'a field that the format does not know: passed over': /has an unknown field/,
  'a tensor described by a list of its fields': /is described by no object/,
  'a type written as an object of one key': /has an unknown type \{/,
  'an extent beyond 2^53 of a tensor without elements':
    /has a shape that is no list of non-negative integers/,
}

const folder = temporaryFolder()

/** Why timelab refuses a file; undefined where it opens it. */
function refusal(file: Uint8Array): string | undefined {
  const length =
    file.length < 8 ? undefined : new DataView(file.buffer, file.byteOffset).getBigUint64(0, true)
  try {
    if (length !== undefined && length <= MAX_HEADER && 8 + Number(length) <= file.length) {
      const start = 8 + Number(length)
      parseHeader('file', file.subarray(8, start), file.length - start)
    } else {
      const path = join(folder, 'file.safetensors')
      writeFileSync(path, file)
      openSafetensors(path)
    }
    return undefined
  } catch (error) {
    assert.equal((error as Error).name, 'InputError', String((error as Error).stack))
    return (error as Error).message
  }
}

/** The reference's verdicts: whether it reads each. */
function reference(files: readonly Uint8Array[]): readonly boolean[] {
  const input = Buffer.concat(
    files.flatMap((file) => {
      const length = new Uint8Array(4)
      new DataView(length.buffer).setUint32(0, file.length, true)
      return [length, file]
    }),
  )
  const { status, stdout, stderr } = spawnSync(python, [script], { input, maxBuffer: 2 ** 30 })
  assert.equal(status, 0, stderr.toString())
  assert.equal(stdout.length, files.length)
  return Array.from(stdout, (byte) => byte === 0x31)
}

/** The name of an allowed difference; throws where the verdicts differ otherwise. */
function compare(file: Uint8Array, reads: boolean): string {
  const why = refusal(file)
  if ((why === undefined) === reads) return reads ? 'both read' : 'both refuse'
  const named = Object.entries(stricter).find(([, words]) => reads && words.test(why ?? ''))
  assert.ok(
    named,
    `the reference ${reads ? 'reads' : 'refuses'}, timelab ${why ?? 'reads'}: ${Buffer.from(file).toString('latin1')}`,
  )
  return named[0]
}

test(`the verdicts on ${COUNT} generated files are the reference's, but where timelab is knowingly stricter`, {
  skip,
}, () => {
  const files = safetensorsFiles(16)
  const seen = new Map<string, number>()
  for (let done = 0; done < COUNT; done += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, COUNT - done) }, () => files.next().value)
    const verdicts = reference(batch)
    for (const [index, file] of batch.entries()) {
      const kind = compare(file, verdicts[index] ?? false)
      seen.set(kind, (seen.get(kind) ?? 0) + 1)
    }
  }
  assert.ok((seen.get('both read') ?? 0) > COUNT / 3, JSON.stringify([...seen]))
  assert.ok((seen.get('both refuse') ?? 0) > COUNT / 10, JSON.stringify([...seen]))
  for (const kind of Object.keys(stricter)) assert.ok(seen.has(kind), `${kind} was never met`)
})

test('generated files are read or refused in one sentence, also without the reference', () => {
  const files = safetensorsFiles(4)
  const outcomes = Array.from({ length: 2000 }, () => refusal(files.next().value))
  const reads = outcomes.filter((why) => why === undefined).length
  assert.ok(reads > 700 && reads < 1800, String(reads))
  for (const why of outcomes) assert.doesNotMatch(why ?? '', /[^\P{Cc}\n]/u)
})

test('a header of megabytes is checked in proportion to it, and refused where it first goes wrong', () => {
  const size = long ? MAX_HEADER : MAX_HEADER / 10
  const padded = rawSafetensors(`{}${' '.repeat(size - 2)}`)
  assert.equal(refusal(padded), undefined)
  const entry = '"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}'
  for (const [text, why] of [
    ['['.repeat(size), /does not begin with "\{"/],
    [`{"a":${'['.repeat(size - 5)}`, /more than 127 levels/],
    [`{"a":[${'[],'.repeat(4e6)}1]}`, /more than 4000000 values/],
    [`{"${'x'.repeat(size - 6)}":1}`, /is described by no object/],
    [
      `{${entry},"b":{"dtype":"F32","shape":[${'0,'.repeat(size / 100)}0],"data_offsets":[0,1]}}`,
      /spans 1 bytes/,
    ],
  ] as const) {
    assert.match(refusal(rawSafetensors(text)) ?? 'read', why)
  }
})
