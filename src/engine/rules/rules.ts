import { convolutionRules } from './convolution.ts'
import { elementwiseRules } from './elementwise.ts'
import { fusedRules } from './fused.ts'
import { imageRules } from './images.ts'
import { matmulRules } from './matmul.ts'
import { reductionRules } from './reductions.ts'
import type { Rules } from './rule.ts'
import { selectionRules } from './selection.ts'
import { shapeRules } from './shapes.ts'

/** Every kernel that the tracer knows. */
export const rules: Rules = new Map([
  ...convolutionRules,
  ...elementwiseRules,
  ...fusedRules,
  ...imageRules,
  ...matmulRules,
  ...reductionRules,
  ...selectionRules,
  ...shapeRules,
])
