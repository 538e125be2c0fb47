/**
 * What a message carries, as JSON has it: objects that say what they are as JSON have done so. Throws a TypeError for what is
 * not JSON, such as a cycle or a BigInt.
 */
export function toJson<T extends object>(content: T): T {
  return mapped(content, (value, name) =>
    // A value's forms by their types are mostly long texts, which stay as they are.
    name === 'data' && isRecord(value) ? mapped(value, json) : json(value),
  )
}

function mapped<T extends object>(record: T, change: (value: unknown, name: string) => unknown): T {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)])) as T
}

function json(value: unknown): unknown {
  if (typeof value === 'string') return value
  const text = JSON.stringify(value)
  return text === undefined ? undefined : JSON.parse(text)
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
