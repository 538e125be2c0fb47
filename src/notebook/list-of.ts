/** What may be one or several, as several. */
export const listOf = <Item>(value: Item | readonly Item[]): readonly Item[] =>
  isList(value) ? value : [value]

const isList = <Item>(value: Item | readonly Item[]): value is readonly Item[] => Array.isArray(value)
