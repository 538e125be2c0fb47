import { readable } from './quote.ts'

/**
 * Bad input: one clear sentence that names the input, what was wrong and what to do.
 * The command line prints its message alone and exits with code 2; every other error is a fault of ours.
 * Whatever the message quotes, it holds no control characters but line breaks and is cut to a readable length.
 * `cause` keeps the system's own error, for callers that tell a full disk from others.
 */
export class InputError extends Error {
  override readonly name = 'InputError'

  constructor(message: string, options?: ErrorOptions) {
    super(readable(message), options)
  }
}
