import type { RunView } from './run-tables.ts'

/** The methods of a plan, in its order. */
export function methodsOf({ plan }: Pick<RunView, 'plan'>): readonly string[] {
  return [...new Set(plan.samples.map(({ method }) => method))]
}

/** Methods that edit, in the plan's order. */
export const editingMethods = (view: RunView): readonly string[] =>
  methodsOf(view).filter((method) => method !== 'baseline' && method !== 'oracle')
