import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import { answerAt, connectCompiler, startCompiler } from './compiler-client.ts'

const cwd = fileURLToPath(new URL('.', import.meta.url))

test('several threads ask one compiler through ports of their own; it ends when it is told to', async () => {
  const thread = startCompiler({ cwd })
  const connect = () => {
    const { port1, port2 } = new MessageChannel()
    answerAt(thread, port2)
    return connectCompiler(port1)
  }
  const [main, protocol] = [connect(), connect()]
  const compiled = await main.compile('const seen = 1', 1)
  assert.ok(compiled.ok)
  await main.commit(1)
  const { matches } = await protocol.complete('see', 3)
  assert.equal(matches[0]?.text, 'seen')
  assert.equal((await protocol.hover('seen', 1))?.signature, 'const seen: 1')
  const asked = protocol.isComplete('f(')
  assert.equal((await asked).status, 'incomplete')
  const unanswered = assert.rejects(protocol.complete('see', 3), /The compiler has ended; restart the kernel/)
  await thread.terminate()
  await unanswered
})
