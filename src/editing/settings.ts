import { InputError } from '../errors.ts'
import { quote } from '../quote.ts'
import { type AlignmentName, alignmentNames } from './align.ts'

/** Everything that decides what a pair of prompts does to a model. Plain data: it is kept with every result. */
export interface EditSettings {
  /** Weight of staying close to the unedited matrices (eq. 4), in squared length of a token's embedding. */
  readonly lambda: number
  readonly align: AlignmentName
  /** Edit the prompts' three augmentations with them (appendix C). */
  readonly augment: boolean
  /** Which matrices are edited. */
  readonly only: 'both' | 'keys' | 'values'
  /** Cholesky in float64, or QR in float32 on TensorFlow.js's active backend. */
  readonly solver: 'cholesky' | 'qr'
  /** How much an embedding of the preserve set weighs against an edited one. */
  readonly preserveWeight: number
}

/** The paper's main settings (appendix C). */
export const defaultSettings: EditSettings = {
  lambda: 0.1,
  align: 'released',
  augment: true,
  only: 'both',
  solver: 'cholesky',
  preserveWeight: 1,
}

const choices = {
  align: alignmentNames,
  only: ['both', 'keys', 'values'],
  solver: ['cholesky', 'qr'],
} as const

/**
 * Completes and checks settings, whoever gives them: a program, the command line, a file.
 * Throws an InputError for a value out of range and for an unknown setting.
 */
export function settingsOf(given: Readonly<Record<string, unknown>> | Partial<EditSettings>): EditSettings {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(defaultSettings, name)) {
      throw new InputError(
        `An edit has no setting "${name}"; it has ${Object.keys(defaultSettings).join(', ')}.`,
      )
    }
  }
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const settings: EditSettings = { ...defaultSettings, ...defined }
  checkPositive('lambda', settings.lambda)
  checkPositive('preserveWeight', settings.preserveWeight)
  for (const [name, allowed] of Object.entries(choices)) {
    const value: unknown = settings[name as keyof typeof choices]
    if (!allowed.some((choice) => choice === value)) {
      throw new InputError(`${name} ${quote(value)} is not one of ${allowed.join(', ')}.`)
    }
  }
  if (typeof settings.augment !== 'boolean') {
    throw new InputError(`augment ${quote(settings.augment)} is neither true nor false.`)
  }
  return settings
}

/** Throws an InputError unless `value` is a number above 0 and below infinity. */
export function checkPositive(name: string, value: unknown): asserts value is number {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return
  throw new InputError(
    `${name} ${quote(value)} is not a number greater than 0; the paper uses 0.1 for lambda.`,
  )
}
