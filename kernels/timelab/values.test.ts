import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { launchKernel } from '../client/client.ts'
import { openTestFolder } from './test-folder.ts'

const { spec, remove } = openTestFolder()
const kernel = await launchKernel(spec)
after(async () => {
  await kernel.close()
  remove()
})
const run = (code: string) => kernel.execute(code)
const DISPLAY = "[Symbol.for('Jupyter.display')]"

for (const [value, text] of [
  ["new Proxy({ a: 1 }, { get() { throw new Error('no') } })", /^\{ a: 1 \}$/],
  [
    'new Proxy({}, { get() { throw 1 }, has() { throw 2 }, getPrototypeOf() { throw 3 }, ownKeys() { throw 4 } })',
    /^\{\}$/,
  ],
  [
    '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()',
    /^<Revoked Proxy>$/,
  ],
  ["({ get a() { throw new Error('no') } })", /Getter/],
  ["({ get [Symbol.toStringTag](): string { throw new Error('no') } })", /Getter/],
  ['({ toString() { throw 1 }, toJSON() { throw 2 }, valueOf() { throw 3 } })', /toJSON/],
  ["({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('no') } })", /inspect\.custom/],
  ['Object.create(null)', /null prototype/],
  ["Symbol('s')", /^Symbol\(s\)$/],
  ['10n ** 20n', /^100000000000000000000n$/],
  ["'x'.repeat(1e8)", /99990000 more characters$/],
  ['new Float64Array(1e7)', /9999900 more items/],
  [
    "Object.fromEntries(Array.from({ length: 100_000 }, (_, k) => ['key' + k, k]))",
    /key0: 0[\s\S]*more characters$/,
  ],
] as const)
  test(`a value is shown as text, whatever it does to who looks: ${value}`, async () => {
    const { status, outputs } = await run(value)
    assert.equal(status, 'ok')
    assert.equal(outputs.length, 1)
    const shown = 'data' in outputs[0]! ? String(outputs[0].data['text/plain']) : ''
    assert.match(shown, text)
    assert.ok(shown.length < 210_000)
  })

for (const [value, reason] of [
  [
    `({ ${DISPLAY}() { throw new Error('own fault') } })`,
    /because showing it failed: Error: own fault\n\s+at .*cell \[\d+\]:1:\d+\)\n$/,
  ],
  [`({ ${DISPLAY}: () => ({ 'application/json': { n: 1n } }) })`, /BigInt/],
  [
    `(() => { const data: any = {}; data.own = data; return { ${DISPLAY}: () => ({ 'application/json': data }) } })()`,
    /circular/,
  ],
  [
    "({ $schema: 'https://vega.github.io/schema/vega-lite/v6.json', mark: 'nothing', data: {}, encoding: {} })",
    /because showing it failed: .+\n$/,
  ],
] as const)
  test(`a value that fails to be shown is told why, and is text: ${value}`, async () => {
    const { status, outputs } = await run(value)
    assert.equal(status, 'ok')
    const [told, result] = outputs
    assert.match(told && 'text' in told ? told.text : '', reason)
    assert.ok(result && 'data' in result && result.data['text/plain'])
  })

test('what is displayed is as JSON has it; what is none is an error of the cell', async () => {
  const host = "(globalThis as any)[Symbol.for('timelab.notebook')]"
  const { outputs } = await run(
    `${host}.display({ data: { 'application/json': { at: new Date(0), no: () => 1, list: [1] } } })`,
  )
  assert.deepEqual('data' in outputs[0]! && outputs[0].data, {
    'application/json': { at: '1970-01-01T00:00:00.000Z', list: [1] },
  })
  assert.match(
    String((await run(`${host}.display({ data: { 'application/json': 1n } })`)).reply.evalue),
    /BigInt/,
  )
  const comm = await run(`${host}.openComm('x', { data: { list: [{ data: [1, 2] }] } }); undefined`)
  const opened = comm.messages.find(({ header }) => header.msg_type === 'comm_open')
  assert.deepEqual(opened?.content.data, { list: [{ data: [1, 2] }] })
})

for (const [thrown, name, message] of [
  ["new Proxy(new Error('x'), { get() { throw 1 }, getPrototypeOf() { throw 2 } })", 'Thrown', /Error: x/],
  ["Object.assign(new Error('x'), { message: { a: 1 }, stack: 5 })", 'Error', /^\{ a: 1 \}$/],
  ["new (class W extends Error { override get name(): string { throw 1 } })('m')", 'Error', /^m$/],
  ['Object.create(null)', 'Thrown', /null prototype/],
  ['{ get message() { throw 1 } }', 'Thrown', /Getter/],
  ["new Error('x'.repeat(1e7))", 'Error', /x… 9,980,000 more characters …x/],
  [
    "Array.from({ length: 20_000 }).reduce((cause: any) => new Error('c', { cause }), undefined)",
    'Error',
    /^c$/,
  ],
  [
    "new AggregateError(Array.from({ length: 10_000 }, () => new Error('a')), 'all')",
    'AggregateError',
    /^all$/,
  ],
  ["(() => { const e: any = new Error('round'); e.cause = e; return e })()", 'Error', /^round$/],
  ['undefined', 'Thrown', /^undefined$/],
] as const)
  test(`whatever is thrown ends its cell with an error of bounded length: ${thrown}`, async () => {
    const { outputs, reply } = await run(`throw ${thrown}`)
    assert.deepEqual([reply.status, reply.ename], ['error', name])
    assert.match(String(reply.evalue), message)
    assert.ok(JSON.stringify(outputs).length < 100_000)
    assert.equal((await run('1')).status, 'ok')
  })

test('a rejection that nobody awaits ends nothing either, whatever it is', async () => {
  const { outputs } = await run(
    "void Promise.reject(new Proxy(new Error('x'), { get() { throw 1 }, getPrototypeOf() { throw 2 } }))\nawait new Promise((done) => setTimeout(done, 20))",
  )
  assert.match(JSON.stringify(outputs), /Thrown: Error: x/)
})

test('tens of megabytes written at once come whole', async () => {
  const { outputs } = await run("process.stdout.write('a🌹'.repeat(6_000_000)); undefined")
  const text = outputs.map((output) => ('text' in output ? output.text : '')).join('')
  assert.equal(text.length, 18_000_000)
  assert.equal(text, 'a🌹'.repeat(6_000_000))
})

test('a plain specification of vega-lite, or of vega, is drawn', async () => {
  const bars =
    "data: { values: [{ a: 1, b: 2 }] }, mark: 'bar', encoding: { x: { field: 'a', type: 'quantitative' } }"
  for (const [code, type, words] of [
    [
      `({ $schema: 'https://vega.github.io/schema/vega-lite/v5.json', ${bars}, description: 'One bar.' })`,
      'vegalite',
      'One bar.',
    ],
    [`({ ${bars}, title: 'One' })`, 'vegalite', 'One'],
    [
      `({ data: { values: [] }, layer: [{ mark: 'bar' }, { mark: { type: 'point' }, encoding: {} }] })`,
      'vegalite',
      undefined,
    ],
    [`({ hconcat: [{ ${bars} }, { ${bars} }], title: { text: 'Two' } })`, 'vegalite', 'Two'],
    [
      `({ data: { values: [{ a: 1 }] }, repeat: ['a'], spec: { mark: 'bar', encoding: { x: { field: { repeat: 'repeat' } } } } })`,
      'vegalite',
      undefined,
    ],
    [
      `({ $schema: 'https://vega.github.io/schema/vega/v6.json', width: 9, height: 9, marks: [{ type: 'rect' }] })`,
      'vega',
      undefined,
    ],
  ] as const) {
    const { outputs } = await run(code)
    const data = 'data' in outputs[0]! ? outputs[0].data : {}
    assert.equal(typeof data[`application/vnd.${type}.v5+json`], 'object', code)
    assert.match(String(data['image/png']), /^iVBOR/)
    assert.equal(data['text/plain'], words ?? 'A chart without a description.')
  }
})

test('an object that only shares a word with them is not', async () => {
  for (const code of [
    "({ mark: 'bar' })",
    "({ mark: 'x', data: 3 })",
    '({ marks: [1, 2], data: [3] })',
    '({ layer: [1], data: {} })',
    "({ $schema: 'https://json-schema.org/draft', mark: 'bar', data: {} })",
  ]) {
    const { outputs } = await run(code)
    assert.deepEqual('data' in outputs[0]! && Object.keys(outputs[0].data), ['text/plain'], code)
  }
})
