import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bundlePage } from './bundle.ts'

test('the page is one file that names nothing remote and may load nothing remote', async () => {
  const page = await bundlePage()
  const named = page.match(/\b(https?:)?\/\/[a-z0-9.-]+\.[a-z]{2,}[^"'`\s]*/gi) ?? []
  // Namespaces of markup are names, not addresses.
  assert.deepEqual(
    named.filter((address) => !/^http:\/\/www\.w3\.org\//.test(address)),
    [],
  )
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
  assert.match(policy, /^default-src 'none'; script-src 'nonce-[\w-]+' 'self';/)
  assert.doesNotMatch(policy, /unsafe-eval|https?:|\*/)
  assert.equal(page.match(/<script/g)?.length, 1)
  assert.equal(page.match(/<link[^>]*>/g)?.join(), '<link rel="icon" href="data:,">')
})

test('the page is made once a process', async () => {
  assert.equal(bundlePage(), bundlePage())
})
