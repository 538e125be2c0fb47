import type { OnnxNode, OnnxValue } from './onnx.ts'
import type { Initializer } from './value.ts'

/** Keeps the nodes and initializers that the outputs depend on, in order. */
export function reachable(
  nodes: readonly OnnxNode[],
  initializers: readonly Initializer[],
  outputs: readonly OnnxValue[],
): { readonly nodes: readonly OnnxNode[]; readonly initializers: readonly Initializer[] } {
  const needed = new Set(outputs.map(({ name }) => name))
  const kept = nodes.toReversed().filter((node) => {
    const needs = node.outputs.some((name) => needed.has(name))
    if (needs) for (const name of node.inputs) needed.add(name)
    return needs
  })
  return { nodes: kept.toReversed(), initializers: initializers.filter(({ name }) => needed.has(name)) }
}
