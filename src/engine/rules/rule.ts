import type { Graph } from '../graph.ts'
import type { Value } from '../value.ts'

/** The inputs of one kernel by TensorFlow.js's names for them; optional ones may be missing. */
export type Inputs = Readonly<Record<string, Value | undefined>>

/** Appends what a TensorFlow.js kernel computes to a graph. `Attributes` are the kernel's own. */
export type Rule<Attributes = unknown> = (
  graph: Graph,
  inputs: Inputs,
  attributes: Attributes,
) => Value | readonly Value[]

/** Rules by kernel name. */
export type Rules = ReadonlyMap<string, Rule>

/** Enters a rule under a kernel's name; TensorFlow.js vouches for the attributes being the kernel's. */
export function rule<Attributes>(kernel: string, apply: Rule<Attributes>): [string, Rule] {
  return [kernel, (graph, inputs, attributes) => apply(graph, inputs, attributes as Attributes)]
}

/** An input that the kernel always has. */
export function need(inputs: Inputs, name: string): Value {
  const value = inputs[name]
  if (!value) throw new Error(`the input '${name}' is missing`)
  return value
}
