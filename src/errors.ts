/**
 * Bad input: one clear sentence that names the input, what was wrong and what to do.
 * The command line prints its message alone and exits with code 2; every other error is a fault of ours.
 */
export class InputError extends Error {
  override readonly name = 'InputError'
}
