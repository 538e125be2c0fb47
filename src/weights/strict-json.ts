/**
 * `JSON.parse` that also refuses what it lets pass in silence: a key written twice in one object, and the key
 * `__proto__`. `JSON.parse` proves the grammar, so the second pass needs only strings and brackets.
 * Throws a SyntaxError whose message can stand after a colon.
 */
export function parseStrictJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  const objects: (Set<string> | undefined)[] = []
  for (const [token, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    if (token === '{') objects.push(new Set())
    else if (token === '[') objects.push(undefined)
    else if (token === '}' || token === ']') objects.pop()
    else if (colon !== undefined) claim(objects.at(-1), JSON.parse(token.slice(0, -colon.length)))
  }
  return value
}

function claim(keys: Set<string> | undefined, key: string): void {
  if (key === '__proto__') throw new SyntaxError('the key "__proto__" is not allowed')
  if (keys?.has(key)) throw new SyntaxError(`the key ${JSON.stringify(key)} is there twice`)
  keys?.add(key)
}
