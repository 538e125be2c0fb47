import type { SourceAndDestination } from '../editing/edit-prompts.ts'

/** An edit in words: `“A rose” becomes “A blue rose”`. */
export const editTitle = ({ source, destination }: SourceAndDestination): string =>
  `“${source}” becomes “${destination}”`
