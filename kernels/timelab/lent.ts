import { fileURLToPath } from 'node:url'
import { isPackage } from '../../src/fallback-resolution.ts'

/** The package that the kernel is part of. What is not found from a notebook's own folder is lent from here. */
export const HOME = fileURLToPath(new URL('../..', import.meta.url))

/** Whether a notebook that lies outside every project, or a module beside it, may import this. */
export const isLent = isPackage
