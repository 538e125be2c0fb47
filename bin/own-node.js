import { createRequire } from 'node:module'

/**
 * The Node that comes with timelab's packages; undefined where none does for this machine or it was not installed.
 * Plain JavaScript, so that an old Node reads it.
 *
 * @returns {string | undefined}
 */
export function ownNode() {
  const [platform, ending] = process.platform === 'win32' ? ['win', '.exe'] : [process.platform, '']
  try {
    return createRequire(import.meta.url).resolve(`node-${platform}-${process.arch}/bin/node${ending}`)
  } catch {
    return undefined
  }
}
