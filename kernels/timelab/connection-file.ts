import { readFileSync } from 'node:fs'
import { InputError } from '../../src/errors.ts'
import type { ConnectionInfo } from '../wire.ts'

const PORTS = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const

/** Reads the connection file that Jupyter starts a kernel with. Throws an InputError where it is none. */
export function readConnectionFile(path: string | undefined): ConnectionInfo {
  if (path === undefined)
    throw new InputError('The kernel was started without a connection file: start it from Jupyter.')
  try {
    const info = JSON.parse(readFileSync(path, 'utf8'))
    const missing = PORTS.find((port) => !Number.isInteger(info[port]))
    if (missing) throw new Error(`${missing} is no port`)
    return { ...info, key: info.key ?? '' }
  } catch (error) {
    throw new InputError(
      `${path} is no connection file (${(error as Error).message}): start the kernel from Jupyter.`,
    )
  }
}
