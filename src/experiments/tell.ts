/** Says a notice on standard error, a line each. */
export const tellStderr = (notice: string): void => {
  process.stderr.write(`${notice}\n`)
}
