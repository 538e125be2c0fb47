import { readFileSync, statSync } from 'node:fs'
import { InputError } from '../../src/errors.ts'
import { parseJson } from '../../src/parse-json.ts'
import type { ConnectionInfo } from '../wire.ts'

const PORTS = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const

/** A connection file has some hundred bytes. */
const LARGEST = 65_536

/**
 * Reads the connection file that Jupyter starts a kernel with. Throws an InputError where it is not one, where it is open to
 * other machines, and where its messages are not signed or are signed in a way that is not known here.
 */
export function readConnectionFile(path: string | undefined): ConnectionInfo {
  if (path === undefined)
    throw new InputError('The kernel was started without a connection file: start it from Jupyter.')
  const read = parseJson(textOf(path))
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw notOne(path, 'it is not a JSON object')
  const info = read as Partial<Record<keyof ConnectionInfo, unknown>>
  const missing = PORTS.find((port) => !isPort(info[port]))
  if (missing) throw notOne(path, `${missing} is not a port from 1 to 65535`)
  const twice = PORTS.find((port, k) => PORTS.findIndex((other) => info[other] === info[port]) < k)
  if (twice) throw notOne(path, `${twice} is another socket's port too`)
  if (typeof info.key !== 'string') throw notOne(path, 'key, which signs messages, is not a text')
  for (const name of ['transport', 'ip', 'signature_scheme'] as const)
    if (info[name] !== undefined && typeof info[name] !== 'string')
      throw notOne(path, `${name} is not a text`)
  const whole = { transport: 'tcp', ip: '127.0.0.1', signature_scheme: 'hmac-sha256', ...info }
  checkConnection(whole as ConnectionInfo)
  return whole as ConnectionInfo
}

/**
 * Throws an InputError where a kernel does not listen as a connection says: for this machine alone, and to messages signed by
 * a scheme that it knows.
 */
export function checkConnection({ transport, ip, signature_scheme: scheme, key }: ConnectionInfo): void {
  if (transport !== 'tcp' || !['127.0.0.1', 'localhost'].includes(ip))
    throw new InputError(
      `The connection file names ${transport}://${ip}: this kernel runs whatever it is sent, so it listens on tcp://127.0.0.1 only.`,
    )
  if (key !== '' && scheme !== 'hmac-sha256')
    throw new InputError(
      `The connection file has messages signed by ${scheme}: this kernel knows hmac-sha256.`,
    )
}

const notOne = (path: string, reason: string) =>
  new InputError(`${path} is not a connection file (${reason}): start the kernel from Jupyter.`)

const isPort = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536

function textOf(path: string): string {
  try {
    const found = statSync(path)
    if (!found.isFile()) throw new Error('it is not a file')
    if (found.size > LARGEST) throw new Error(`it has ${found.size} bytes`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw notOne(path, (error as Error).message)
  }
}
