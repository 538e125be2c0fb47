/** A script that hands data to the page: `name(…)`. Nothing in the data can end a script or a line. */
export function scriptOf(name: string, ...data: readonly unknown[]): string {
  const json = data.map((value) =>
    JSON.stringify(value).replace(
      /[<\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  )
  return `${name}(${json.join(',')})\n`
}
