import { z } from 'zod'
import { alignmentNames } from './align.ts'

/** `EditSettings` as they come back from a file or a queue. */
export const editSettingsSchema = z.strictObject({
  lambda: z.number().positive(),
  align: z.enum(alignmentNames),
  augment: z.boolean(),
  only: z.enum(['both', 'keys', 'values']),
  solver: z.enum(['cholesky', 'qr']),
  preserveWeight: z.number().positive(),
})
