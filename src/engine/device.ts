import ort from 'onnxruntime-node'
import { InputError } from '../errors.ts'
import type { DeviceName } from './types.ts'

/**
 * The execution provider that runs a device's sessions. Throws an InputError that lists the choices where ONNX
 * Runtime's build for this platform has none for the device: nothing falls back to the CPU by itself.
 */
export function providerOf(device: DeviceName): string {
  const offered = ort.listSupportedBackends().map(({ name }) => name)
  if (!offered.includes(device)) {
    throw new InputError(
      `The build of ONNX Runtime for ${process.platform} ${process.arch} has no device "${device}": choose one of ${offered.join(', ')}.`,
    )
  }
  return device
}

/** The InputError for a provider that is offered but cannot start, because its libraries or its device are missing. */
export function cannotStart(device: DeviceName, error: unknown): InputError {
  const bundled = ort.listSupportedBackends().find(({ name }) => name === device)?.bundled
  const remedy = bundled
    ? 'choose the device "cpu", or check the driver of this one'
    : `install its libraries (node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=${device === 'cuda' ? 'cuda12' : device}) or choose the device "cpu"`
  const reason = error instanceof Error ? error.message : String(error)
  return new InputError(`The device "${device}" cannot be started here (${reason}): ${remedy}.`)
}
