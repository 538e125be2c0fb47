import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readConnectionFile } from './connection-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'connection-'))
const path = join(folder, 'connection.json')
after(() => rmSync(folder, { recursive: true }))

const whole = {
  ...{ transport: 'tcp', ip: '127.0.0.1', key: 'k', signature_scheme: 'hmac-sha256' },
  ...{ shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 65535 },
}
function read(text: string) {
  writeFileSync(path, text)
  return readConnectionFile(path)
}
const change = (changed: Readonly<Record<string, unknown>>) => () =>
  read(JSON.stringify({ ...whole, ...changed }))

test('a whole connection is read; what Jupyter always writes may be left out', () => {
  assert.deepEqual(read(JSON.stringify(whole)), whole)
  const { transport: _, ip: __, signature_scheme: ___, ...least } = whole
  assert.deepEqual(read(JSON.stringify(least)), whole)
  assert.equal(read(JSON.stringify({ ...whole, key: '' })).key, '')
})

test('each fault is one sentence that names the file and says what is wrong', () => {
  const refused = (reason: RegExp, wrong: () => unknown) =>
    assert.throws(wrong, ({ name, message }: Error) => {
      assert.equal(name, 'InputError')
      assert.match(message, reason)
      assert.doesNotMatch(message, /\n/)
      return true
    })
  for (const text of ['', 'not JSON', 'null', '3', '[]', '[[[['])
    refused(/connection\.json is not a connection file \(it is not a JSON object\): start/, () => read(text))
  for (const port of [undefined, null, '2', 0, -1, 65536, 1.5, 1e9, {}])
    refused(/\(iopub_port is not a port from 1 to 65535\)/, change({ iopub_port: port }))
  refused(/\(stdin_port is another socket's port too\)|\(hb_port is another/, change({ hb_port: 3 }))
  for (const key of [undefined, null, 5, {}])
    refused(/\(key, which signs messages, is not a text\)/, change({ key }))
  refused(/\(transport is not a text\)/, change({ transport: 5 }))
  refused(/names ipc:\/\/127\.0\.0\.1: /, change({ transport: 'ipc' }))
  for (const ip of ['0.0.0.0', '*', '::', '192.168.0.1', ''])
    refused(/tcp:\/\/127\.0\.0\.1 only/, change({ ip }))
  refused(/signed by hmac-md5/, change({ signature_scheme: 'hmac-md5' }))
  refused(/ENOENT/, () => readConnectionFile(join(folder, 'missing.json')))
  refused(/it is not a file/, () => readConnectionFile(folder))
  refused(/it is not a file/, () => readConnectionFile('/dev/null'))
  writeFileSync(path, '{}')
  truncateSync(path, 100_000)
  refused(/it has 100000 bytes/, () => readConnectionFile(path))
})
