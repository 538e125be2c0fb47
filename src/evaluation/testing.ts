import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The CLIP that ships with the emoji model. */
export const shippedClip = fileURLToPath(new URL('../../models/emoji/clip', import.meta.url))

/** Makes `folder` a CLIP that sees the same pictures in other colours: another judge, by its digest and its decisions. */
export function makeOtherJudge(folder: string): string {
  cpSync(shippedClip, folder, { recursive: true })
  const file = join(folder, 'preprocessor_config.json')
  const config: unknown = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...(config as object), image_mean: [0.2, 0.8, 0.2] }))
  return folder
}
