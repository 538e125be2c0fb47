import { openSafetensors } from '../weights/safetensors.ts'
import { mersenneTwister } from './mersenne-twister.ts'

const g = openSafetensors('src/engine/goldens/random.safetensors').weights
const f = Math.fround,
  s = new Float32Array(1),
  sb = new Int32Array(s.buffer)
const LP = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(f)
const SP = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1].map(f),
  CP = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2].map(f)
let V = 0
const fma = (bit: number, a: number, b: number, c: number) =>
  (V >> bit) & 1 ? f(a * b + c) : f(f(a * b) + c)
const poly = (bit: number, c: number[], x: number) => {
  let y = c[0]!
  for (let i = 1; i < c.length; i++) y = fma(bit, y, x, c[i]!)
  return y
}
function log(v: number) {
  s[0] = v
  const b = sb[0]!
  sb[0] = (b & 0x7fffff) | 0x3f000000
  const m = s[0]!
  let e = (b >>> 23) - 126
  let x = f(m - 1)
  if (m < f(Math.SQRT1_2)) {
    e--
    x = f(x + m)
  }
  const z = f(x * x)
  let y = f(poly(0, LP, x) * x)
  if ((V >> 9) & 1) {
    y = f(y * z + f(e * f(-2.1219444e-4)))
  } else {
    y = f(y * z)
    y = fma(1, e, f(-2.1219444e-4), y)
  }
  y = fma(2, -z, 0.5, y)
  return fma(3, e, f(0.693359375), f(x + y))
}
function sc(v: number): [number, number] {
  const o = (Math.trunc(f(v * f(1.27323954473516))) + 1) & ~1
  let x = fma(4, o, f(-0.78515625), v)
  x = fma(4, o, f(-2.4187564849853516e-4), x)
  x = fma(4, o, f(-3.774894977445941e-8), x)
  const z = f(x * x)
  let ev = f(f(poly(5, CP, z) * z) * z)
  if ((V >> 10) & 1) {
    const t = f(poly(5, CP, z) * z)
    ev = f(t * z - f(z * 0.5))
  } else ev = fma(6, -z, 0.5, ev)
  ev = f(ev + 1)
  const od = fma(8, f(poly(7, SP, z) * z), x, x)
  const w = (o & 2) !== 0
  const a = w ? ev : od,
    c = w ? od : ev
  return [o & 4 ? -a : a, ((o - 2) & 4) === 0 ? -c : c]
}
const TP = f(2 * Math.PI)
const tests = g.names
  .filter((n) => /\/(16|32|256)$/.test(n))
  .map((n) => {
    const next = mersenneTwister(Number(BigInt(n.split('/')[0]!) & 0xffffffffn))
    const e = g.read(n)
    return { e, u: Float32Array.from(e, () => (next() & 0xffffff) * 2 ** -24) }
  })
const res: [number, number][] = []
for (V = 0; V < 2048; V++) {
  let bad = 0
  for (const { e, u } of tests)
    for (let b = 0; b < e.length; b += 16)
      for (let i = b; i < b + 8; i++) {
        const r = f(Math.sqrt(-2 * log(f(1 - u[i]!))))
        const [si, co] = sc(f(TP * u[i + 8]!))
        if (f(r * co) !== e[i]) bad++
        if (f(r * si) !== e[i + 8]) bad++
      }
  res.push([bad, V])
}
res.sort((a, b) => a[0] - b[0])
console.log(
  tests.reduce((n, t) => n + t.e.length, 0),
  res
    .slice(0, 24)
    .map(([b, v]) => b + ':' + v.toString(2))
    .join(' '),
)
console.log(res.find((r) => r[1] === 0))
