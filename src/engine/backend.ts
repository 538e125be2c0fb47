import * as tf from '@tensorflow/tfjs-core'
import { InputError } from '../errors.ts'

/**
 * Loads a TensorFlow.js backend by name: `cpu` and `wasm` come with timelab, `tensorflow` with one of
 * `@tensorflow/tfjs-node-gpu` and `@tensorflow/tfjs-node` where installed; any other must have been registered.
 * Throws an InputError that says what to install or to choose. Leaves the active backend as it was.
 */
export function loadBackend(name: string): Promise<void> {
  // One at a time: the active backend is global, and wasm starts asynchronously.
  const load = loading.then(() => loadAlone(name))
  loading = load.catch(() => {})
  return load
}

let loading: Promise<void> = Promise.resolve()

async function loadAlone(name: string): Promise<void> {
  if (!tf.engine().registryFactory[name]) await importBackend(name)
  const previous = tf.engine().backendName
  if (!tf.engine().registryFactory[name] || !(await tf.setBackend(name))) {
    const known = [...new Set(['cpu', 'wasm', 'tensorflow', ...Object.keys(tf.engine().registryFactory)])]
    throw new InputError(
      `The TensorFlow.js backend '${name}' cannot be opened: choose one of ${known.join(', ')}.`,
    )
  }
  // The cpu backend advertises tfjs-node at its first tensor, unless in production mode.
  const production = tf.env().getBool('PROD')
  tf.env().set('PROD', true)
  tf.scalar(0).dispose()
  tf.env().set('PROD', production)
  if (previous && previous !== name) await tf.setBackend(previous)
}

/** Runs synchronous work on a loaded backend; the active backend is global, so it is put back afterwards. */
export function onBackend<Result>(name: string, work: () => Result): Result {
  const previous = tf.engine().backendName
  if (previous === name) return work()
  // The promise only reports what asynchronous start-ups do; a loaded backend is active on return.
  void tf.setBackend(name)
  try {
    return work()
  } finally {
    if (previous) void tf.setBackend(previous)
  }
}

async function importBackend(name: string): Promise<void> {
  if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu')
  else if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm')
  else if (name === 'tensorflow') await importTensorFlow()
}

async function importTensorFlow(): Promise<void> {
  // tfjs-node 4.22 calls two functions that Node 23 removed.
  const { default: util } = await import('node:util')
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  })
  for (const name of ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']) {
    try {
      await import(name)
      return
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error
    }
  }
  throw new InputError(
    "The backend 'tensorflow' needs a package that is not installed: npm install @tensorflow/tfjs-node-gpu@4.22.0 (or @tensorflow/tfjs-node@4.22.0 without a GPU).",
  )
}
