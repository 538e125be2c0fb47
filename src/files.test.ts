import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileDigest, sha256 } from './digest.ts'
import {
  isFolder,
  makeFolder,
  namesIn,
  readBytes,
  readText,
  replaceAtomically,
  writeFileAtomically,
} from './files.ts'
import { systemCode, systemReason } from './system-reason.ts'

const folder = mkdtempSync(join(tmpdir(), 'timelab-files-'))
after(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)
const readers = [(path: string) => readBytes(path, 1000), (path: string) => readText(path, 1000), fileDigest]

/** Every reader refuses the path in one sentence that names it. */
function refused(path: string, why: RegExp): void {
  for (const read of readers) {
    assert.throws(
      () => read(path),
      (error: Error) => {
        assert.equal(error.name, 'InputError')
        assert.ok(error.message.startsWith(`The file ${path.split('\0')[0]?.slice(0, 50)}`), error.message)
        assert.match(error.message, why)
        return true
      },
    )
  }
}

test('a regular file, or a link to one, is read whole', () => {
  writeFileSync(at('file'), '\ufeffA röse')
  symlinkSync(at('file'), at('link'))
  for (const path of [at('file'), at('link')]) {
    assert.deepEqual(Buffer.from(readBytes(path, 1000)), readFileSync(at('file')))
    assert.equal(readText(path, 1000), 'A röse')
    assert.equal(fileDigest(path), sha256(readFileSync(at('file'))))
  }
  writeFileSync(at('empty'), '')
  assert.equal(readText(at('empty'), 0), '')
})

test('a digest is that of the whole file, however large', () => {
  const bytes = Buffer.alloc(9_000_001, 'rose')
  writeFileSync(at('large'), bytes)
  assert.equal(fileDigest(at('large')), sha256(bytes))
})

test('what is no regular file is refused at once, by what it is', {
  skip: process.platform === 'win32',
}, async () => {
  execFileSync('mkfifo', [at('pipe')])
  refused(at('pipe'), /it is a pipe: save what it carries in a file/)
  for (const device of ['/dev/zero', '/dev/null']) refused(device, /it is a device: give a file\.$/)
  refused(folder, /it is a folder\.$/)
  const server = createServer().listen(at('socket'))
  await new Promise((listening) => server.once('listening', listening))
  refused(at('socket'), /it is a socket: give a file\.$/)
  server.close()
})

test('a path that leads nowhere is refused by what is wrong with it', () => {
  symlinkSync(at('gone'), at('dangling'))
  symlinkSync(at('loop b'), at('loop a'))
  symlinkSync(at('loop a'), at('loop b'))
  writeFileSync(at('plain'), '')
  refused(at('missing'), /there is no such file\.$/)
  refused(at('dangling'), /a link to a file that is not there/)
  refused(at('loop a'), /its links lead in a circle/)
  refused(join(at('plain'), 'below'), /a part of its path is a file/)
  refused(at('n'.repeat(300)), /its name is too long/)
  refused(`${at('a')}\0b`, /its name holds a NUL character/)
})

test('a file larger than its kind can be is refused before it is read', () => {
  writeFileSync(at('sparse'), '')
  truncateSync(at('sparse'), 2 ** 40)
  assert.throws(() => readBytes(at('sparse'), 64), {
    name: 'InputError',
    message: /sparse cannot be read: it takes 1099511627776 bytes, and timelab reads such files up to 64\.$/,
  })
})

test('what is not UTF-8 is refused as text', () => {
  writeFileSync(at('latin'), Buffer.from('rös', 'latin1'))
  assert.throws(() => readText(at('latin'), 1000), { name: 'InputError', message: /latin is not UTF-8 text/ })
})

test('a process with too many files open is told so in one sentence', {
  skip: process.platform === 'win32',
}, () => {
  const script = `
    import { openSync } from 'node:fs'
    import { readBytes, writeFileAtomically, namesIn } from ${JSON.stringify(new URL('files.ts', import.meta.url).href)}
    try { for (;;) openSync(process.execPath, 'r') } catch {}
    for (const act of [() => readBytes(process.execPath, 1e9), () => writeFileAtomically('out', Buffer.of(1)), () => namesIn('.')]) {
      try { act() } catch (error) { console.log(error.name, error.message) }
    }`
  writeFileSync(at('many.mjs'), script)
  const shown = execFileSync(
    'sh',
    ['-c', 'ulimit -n 200; exec "$0" "$1"', process.execPath, at('many.mjs')],
    { cwd: folder },
  )
  const lines = shown.toString().trim().split('\n')
  assert.equal(lines.length, 3)
  for (const line of lines)
    assert.match(line, /^InputError The (file|folder) .* too many files are open in this process/)
})

test('a file is written whole, or what stood there stays and nothing is left beside it', () => {
  const out = at('out folder')
  mkdirSync(out)
  writeFileAtomically(join(out, 'file'), Buffer.from('one'))
  assert.throws(
    () =>
      replaceAtomically(join(out, 'file'), (temporary) => {
        writeFileSync(temporary, 'two')
        throw new TypeError('a fault of ours')
      }),
    { name: 'TypeError', message: 'a fault of ours' },
  )
  assert.equal(readFileSync(join(out, 'file'), 'utf8'), 'one')
  assert.deepEqual(readdirSync(out), ['file'])
})

test('a refusal to write is one sentence with its reason, and the system error is its cause', () => {
  mkdirSync(at('taken'))
  mkdirSync(at('taken/inside'))
  const attempts: readonly [string, RegExp, string][] = [
    [at('no folder/file'), /there is no such file/, 'ENOENT'],
    [join(at('plain'), 'file'), /a part of its path is a file/, 'ENOTDIR'],
    [at('n'.repeat(300)), /its name is too long/, 'ENAMETOOLONG'],
    [at('taken'), /cannot be written/, 'EISDIR'],
  ]
  for (const [path, why, code] of attempts) {
    assert.throws(
      () => writeFileAtomically(path, Buffer.of(1)),
      (error) => {
        assert.match(String(error), why)
        assert.equal(systemCode(error), code)
        return (error as Error).name === 'InputError'
      },
    )
  }
})

test('a full disk is told from others', { skip: process.platform !== 'linux' }, () => {
  const full = () => replaceAtomically(at('never'), () => writeFileSync('/dev/full', 'x'))
  assert.throws(
    full,
    (error) => systemCode(error) === 'ENOSPC' && /the disk is full: make room/.test(String(error)),
  )
})

test('folders are made and listed, or the reason is told', () => {
  makeFolder(at('a/b/c'))
  assert.ok(isFolder(at('a/b/c')))
  assert.deepEqual(namesIn(at('a')), ['b'])
  for (const path of ['plain/below', 'loop a/below', 'n'.repeat(300)])
    assert.throws(() => makeFolder(at(path)), {
      name: 'InputError',
      message: /cannot be made \(.*\): choose another/,
    })
  assert.throws(() => namesIn(at('plain')), {
    name: 'InputError',
    message: /The folder .*plain cannot be read/,
  })
  for (const path of ['plain', 'loop a', 'missing', 'plain/below']) assert.equal(isFolder(at(path)), false)
})

test('what is no refusal of the system has no reason', () => {
  for (const error of [new Error('x'), new TypeError('y', { cause: 3 }), 'ENOENT', undefined])
    assert.equal(systemReason(error), undefined)
  const looped = new Error('a')
  looped.cause = looped
  assert.equal(systemReason(looped), undefined)
})
